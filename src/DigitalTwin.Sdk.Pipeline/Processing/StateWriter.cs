using System.Buffers;
using System.Runtime.InteropServices;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Writes the state of cores, one plain value after the other.</summary>
internal sealed class StateWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal void Write<T>(T value)
        where T : unmanaged => _bytes.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>A run of values; its length is not written.</summary>
    internal void WriteRun<T>(ReadOnlySpan<T> values)
        where T : unmanaged => _bytes.Write(MemoryMarshal.AsBytes(values));

    internal byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
