using DigitalTwin.Sdk.Protocols.Modbus.Client;

namespace DigitalTwin.Sdk.Protocols.Modbus.Framing;

/// <summary>Cuts a stream of bytes into frames with the seven-byte header of Modbus on TCP (Messaging on TCP/IP Implementation Guide V1.0b, clause 3.1.3).</summary>
internal sealed class MbapReader
{
    private readonly byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>Why the stream cannot be followed any further; null if it can.</summary>
    internal string? Problem { get; private set; }

    /// <summary>Where the next bytes go; never empty.</summary>
    internal Memory<byte> Free
    {
        get
        {
            // A frame that is not whole is shorter than 260 bytes, so there is always room behind it once it stands in front.
            if (_start == _end)
                _start = _end = 0;
            else if (_buffer.Length - _end < 512)
                Compact();
            return _buffer.AsMemory(_end);
        }
    }

    internal void Add(int count) => _end += count;

    /// <summary>The next whole frame, valid until more is received.</summary>
    /// <param name="frame">Header and protocol data unit.</param>
    internal bool TryNext(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        var bytes = _buffer.AsSpan(_start, _end - _start);
        if (bytes.Length < PendingRequest.HeaderBytes)
            return false;
        int protocol = Words.Read(bytes, 2), length = Words.Read(bytes, 4);
        if (protocol != 0 || length < 2 || length > ModbusLimits.PduBytes + 1)
        {
            Problem = $"a frame came with protocol {protocol} and length {length}, which is not Modbus";
            return false;
        }

        if (bytes.Length < 6 + length)
            return false;
        frame = bytes[..(6 + length)];
        _start += 6 + length;
        return true;
    }

    private void Compact()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
    }
}
