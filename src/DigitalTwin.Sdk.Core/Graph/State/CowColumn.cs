using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace DigitalTwin.Sdk;

/// <summary>A growing column in blocks that copies a block only when it is written after being shared with a snapshot.</summary>
/// <remarks>
/// Writers hold the lane's gate. Readers may index blocks freely; what they read is validated by the lane's versions. Blocks of plain
/// values are pinned and start at a cache line, so that an entry whose size is a power of two never lies across two of them.
/// </remarks>
internal sealed class CowColumn<T>
{
    private const int LineBytes = 64;
    internal const int BlockBits = 10;
    internal const int BlockSize = 1 << BlockBits;
    private const int Mask = BlockSize - 1;
    private T[][] _blocks = [];

    // The same blocks, but null where one is shared with a snapshot: what may be written in place.
    private T[]?[] _own = [];

    internal int Count { get; private set; }

    /// <summary>Adds room for so many entries and gives the index of the first.</summary>
    internal int Grow(int entries)
    {
        var first = Count;
        var needed = (first + entries + Mask) >> BlockBits;
        if (needed > _blocks.Length)
        {
            var room = Math.Max(needed, _blocks.Length * 2);
            var blocks = new T[room][];
            var own = new T[]?[room];
            _blocks.CopyTo(blocks, 0);
            _own.CopyTo(own, 0);
            for (var b = _blocks.Length; b < room; b++)
                blocks[b] = [];
            _own = own;
            Volatile.Write(ref _blocks, blocks);
        }

        for (var b = needed - 1; b >= 0 && _blocks[b].Length == 0; b--)
        {
            _blocks[b] = NewBlock();
            _own[b] = _blocks[b];
        }

        Count = first + entries;
        return first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref T Write(int index) => ref At(_own[index >> BlockBits] ?? Unshare(index >> BlockBits), index);

    /// <summary>The block of an entry if it may be written in place; null if it is shared with a snapshot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T[]? OwnBlock(int index) => _own[index >> BlockBits];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly T Read(int index) => ref At(Volatile.Read(ref _blocks)[index >> BlockBits], index);

    /// <summary>Asks for the memory of an entry that will be used soon; does not wait for it, and does nothing where the processor cannot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void Prefetch(int index)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref At(_blocks[index >> BlockBits], index)));
    }

    /// <summary>Shares the present content; costs one reference per block.</summary>
    internal CowView<T> Share()
    {
        Array.Clear(_own);
        var blocks = new T[(Count + Mask) >> BlockBits][];
        Array.Copy(_blocks, blocks, blocks.Length);
        return new CowView<T>(blocks);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private T[] Unshare(int block)
    {
        var copy = NewBlock();
        MemoryMarshal.CreateReadOnlySpan(ref At(_blocks[block], 0), BlockSize).CopyTo(MemoryMarshal.CreateSpan(ref At(copy, 0), BlockSize));
        Volatile.Write(ref _blocks[block], copy);
        _own[block] = copy;
        return copy;
    }

    // Every block that an index of this column leads to has BlockSize entries, so the masked index is inside. Letting the runtime check
    // that would read the block's header, a cache line that nothing else needs: a fifth of the time of a write in a large graph.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe ref T At(T[] block, int index)
    {
        Debug.Assert(block.Length >= BlockSize, "An index beyond the column.");
        ref var first = ref MemoryMarshal.GetArrayDataReference(block);
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            var address = (nuint)Unsafe.AsPointer(ref first);
            return ref Unsafe.Add(ref Unsafe.AddByteOffset(ref first, (0 - address) & (LineBytes - 1)), index & Mask);
        }

        return ref Unsafe.Add(ref first, index & Mask);
    }

    private static T[] NewBlock() =>
        RuntimeHelpers.IsReferenceOrContainsReferences<T>()
            ? new T[BlockSize]
            : GC.AllocateArray<T>(BlockSize + ((LineBytes + Unsafe.SizeOf<T>() - 1) / Unsafe.SizeOf<T>()), pinned: true);
}
