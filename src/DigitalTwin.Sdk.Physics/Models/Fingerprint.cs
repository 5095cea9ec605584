namespace DigitalTwin.Sdk.Physics;

/// <summary>FNV-1a hash of a model's kind and parameters (G. Fowler, L. C. Noll, K.-P. Vo), the same on every machine.</summary>
internal struct Fingerprint
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private ulong _hash;

    public Fingerprint(string kind)
    {
        _hash = Offset;
        foreach (var c in kind)
        {
            Add((byte)c);
            Add((byte)(c >> 8));
        }
    }

    public readonly ulong Value => _hash;

    public void Add(double value) => Add(BitConverter.DoubleToUInt64Bits(value));

    public void Add(ulong bits)
    {
        for (var i = 0; i < 8; i++)
            Add((byte)(bits >> (8 * i)));
    }

    private void Add(byte value) => _hash = unchecked((_hash ^ value) * Prime);
}
