using System.Buffers.Binary;

namespace DigitalTwin.Sdk.Physics;

/// <summary>Reads what <see cref="StateWriter"/> wrote, after checking that it belongs to the reader.</summary>
internal ref struct StateReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    /// <summary>Checks version, model and length before anything is read, so that a refused state changes nothing.</summary>
    public StateReader(ModelState state, int version, ulong modelHash, int count)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Version != version)
            throw new ArgumentException($"The saved state has version {state.Version}; this model reads version {version}.", nameof(state));
        if (state.ModelHash != modelHash)
            throw new ArgumentException($"The saved state is of model {state.ModelHash:x16}, not of {modelHash:x16}: another kind of model or other parameters.", nameof(state));
        if (state.Payload.Length != 8 * count)
            throw new ArgumentException($"The saved state is damaged: {state.Payload.Length} bytes instead of {8 * count}.", nameof(state));
        _bytes = state.Payload.Span;
    }

    public long ReadInt64()
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(_bytes[_position..]);
        _position += 8;
        return value;
    }

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadInt64());

    public bool ReadBoolean() => ReadInt64() != 0;

    public void Read(Span<double> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = ReadDouble();
    }

    public void Read(Span<long> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = ReadInt64();
    }
}
