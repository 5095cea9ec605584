using System.Buffers.Binary;

namespace DigitalTwin.Sdk.Physics;

/// <summary>Writes numbers into the payload of a <see cref="ModelState"/>: little-endian, eight bytes each.</summary>
internal ref struct StateWriter(int capacity)
{
    private readonly byte[] _bytes = new byte[8 * capacity];
    private int _position;

    public readonly ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _position);

    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_position), value);
        _position += 8;
    }

    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    public void Write(bool value) => Write(value ? 1L : 0L);

    public void Write(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            Write(value);
    }

    public void Write(ReadOnlySpan<long> values)
    {
        foreach (var value in values)
            Write(value);
    }

    /// <summary>Appends another payload.</summary>
    public void WriteBytes(ReadOnlySpan<byte> payload)
    {
        payload.CopyTo(_bytes.AsSpan(_position));
        _position += payload.Length;
    }
}
