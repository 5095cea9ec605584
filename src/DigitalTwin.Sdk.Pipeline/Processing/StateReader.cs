using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Reads what a <see cref="StateWriter"/> wrote.</summary>
internal sealed class StateReader
{
    private readonly byte[] _bytes;
    private readonly int _length;
    private int _position;

    /// <param name="bytes">What <see cref="StateWriter.ToArray"/> gave.</param>
    /// <exception cref="FormatException">It is not what was written.</exception>
    internal StateReader(byte[] bytes)
    {
        (_bytes, _length) = (bytes, bytes.Length - StateWriter.CheckSize);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (_length < 0)
            throw Broken();
        SHA256.HashData(bytes.AsSpan(0, _length), hash);
        if (!hash[..StateWriter.CheckSize].SequenceEqual(bytes.AsSpan(_length)))
            throw Broken();
    }

    internal bool IsAtEnd => _position == _length;

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

    internal static FormatException Broken() => new("The saved state of the pipeline is damaged, or was written by another version.");

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _length - _position)
            throw Broken();
        _position += length;
        return _bytes.AsSpan(_position - length, length);
    }
}
