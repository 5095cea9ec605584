using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Reads what a <see cref="StateWriter"/> wrote.</summary>
internal sealed class StateReader(byte[] bytes)
{
    private int _position;

    internal bool IsAtEnd => _position == bytes.Length;

    internal T Read<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Take(Unsafe.SizeOf<T>()));

    internal void ReadRun<T>(Span<T> values)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Take(values.Length * Unsafe.SizeOf<T>())).CopyTo(values);

    /// <summary>A number that must lie in a range, because it will be an index.</summary>
    internal int ReadIndex(int end)
    {
        var index = Read<int>();
        return (uint)index < (uint)end ? index : throw Broken();
    }

    internal static FormatException Broken() => new("The saved state of the pipeline is damaged.");

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > bytes.Length - _position)
            throw Broken();
        _position += length;
        return bytes.AsSpan(_position - length, length);
    }
}
