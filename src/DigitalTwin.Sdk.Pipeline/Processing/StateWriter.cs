using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Writes the state of cores, one plain value after the other, and behind them a check sum.</summary>
internal sealed class StateWriter
{
    internal const int CheckSize = 8;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal void Write<T>(T value)
        where T : unmanaged => _bytes.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>A run of values; its length is not written.</summary>
    internal void WriteRun<T>(ReadOnlySpan<T> values)
        where T : unmanaged => _bytes.Write(MemoryMarshal.AsBytes(values));

    internal byte[] ToArray()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_bytes.WrittenSpan, hash);
        return [.. _bytes.WrittenSpan, .. hash[..CheckSize]];
    }
}
