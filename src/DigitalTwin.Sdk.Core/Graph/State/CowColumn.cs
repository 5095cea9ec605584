using System.Runtime.CompilerServices;

namespace DigitalTwin.Sdk;

/// <summary>A growing column in blocks that copies a block only when it is written after being shared with a snapshot.</summary>
/// <remarks>Writers hold the lane's gate. Readers may index blocks freely; what they read is validated by the lane's versions.</remarks>
internal sealed class CowColumn<T>
{
    internal const int BlockBits = 8;
    internal const int BlockSize = 1 << BlockBits;
    private const int Mask = BlockSize - 1;
    private T[][] _blocks = [];
    private int[] _epochs = [];
    private int _epoch;

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
            var epochs = new int[room];
            _blocks.CopyTo(blocks, 0);
            _epochs.CopyTo(epochs, 0);
            for (var b = _blocks.Length; b < room; b++)
                blocks[b] = [];
            _epochs = epochs;
            Volatile.Write(ref _blocks, blocks);
        }

        for (var b = needed - 1; b >= 0 && _blocks[b].Length == 0; b--)
        {
            _blocks[b] = new T[BlockSize];
            _epochs[b] = _epoch;
        }

        Count = first + entries;
        return first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref T Write(int index)
    {
        var b = index >> BlockBits;
        if (_epochs[b] != _epoch)
            Unshare(b);
        return ref _blocks[b][index & Mask];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly T Read(int index) => ref Volatile.Read(ref _blocks)[index >> BlockBits][index & Mask];

    /// <summary>Shares the present content; costs one reference per block.</summary>
    internal CowView<T> Share()
    {
        _epoch++;
        var blocks = new T[(Count + Mask) >> BlockBits][];
        Array.Copy(_blocks, blocks, blocks.Length);
        return new CowView<T>(blocks);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Unshare(int block)
    {
        var copy = (T[])_blocks[block].Clone();
        _epochs[block] = _epoch;
        Volatile.Write(ref _blocks[block], copy);
    }
}
