using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DigitalTwin.Sdk;

/// <summary>A pinned array whose first entry starts at a cache line, so that an entry of 16, 32 or 64 bytes never lies across two.</summary>
/// <remarks>For plain values only: the collector would look for references where entries of its own count begin.</remarks>
internal readonly struct AlignedArray<T>
    where T : unmanaged
{
    private const int LineBytes = 64;
    private readonly T[] _storage;
    private readonly nuint _start;

    internal unsafe AlignedArray(int length)
    {
        var spare = (LineBytes + Unsafe.SizeOf<T>() - 1) / Unsafe.SizeOf<T>();
        _storage = GC.AllocateArray<T>(length + spare, pinned: true);
        _start = (0 - (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_storage))) & (LineBytes - 1);
        Length = length;
    }

    internal int Length { get; }

    internal Span<T> Span => MemoryMarshal.CreateSpan(ref At(0), Length);

    /// <summary>An entry. The caller keeps the index inside: nothing checks it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref T At(int index) =>
        ref Unsafe.Add(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(_storage), _start), index);
}
