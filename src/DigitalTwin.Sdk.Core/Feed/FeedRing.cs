using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DigitalTwin.Sdk;

/// <summary>A bounded queue between one lane's writer (under the lane's gate) and one subscriber. Neither side takes a lock.</summary>
internal sealed class FeedRing
{
    // An entry is a cache line: it crosses to the reader's core in one.
    private readonly AlignedArray<FeedEntry> _entries;

    // What goes with each entry. Mostly the same origin as a round before, so that these cache lines seldom move.
    private readonly object?[] _carried;
    private readonly int _mask;
    private Positions _at;

    internal FeedRing(int capacity)
    {
        _entries = new AlignedArray<FeedEntry>((int)BitOperations.RoundUpToPowerOf2((uint)capacity));
        _carried = new object?[_entries.Length];
        _mask = _entries.Length - 1;
    }

    internal bool IsEmpty => Volatile.Read(ref _at.Head) == Volatile.Read(ref _at.Tail);

    internal bool HasRoom => HasRoomFor(1);

    internal bool HasRoomFor(int entries) => Depth + entries <= _entries.Length;

    /// <summary>Whether so many more fit, as far as the writer knows without looking at the reader's side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HasKnownRoomFor(int entries) => _at.Tail + entries - _at.KnownHead <= _entries.Length;

    internal long Depth => Volatile.Read(ref _at.Tail) - Volatile.Read(ref _at.Head);

    /// <summary>Writer: adds an event unless the ring is full.</summary>
    internal bool TryAdd(object boxed)
    {
        if (!HasRoomForWriter())
            return false;
        _carried[_at.Tail & _mask] = boxed;
        At(_at.Tail).Definition = FeedEntry.Boxed;
        Volatile.Write(ref _at.Tail, _at.Tail + 1);
        return true;
    }

    /// <summary>Writer: adds a number unless the ring is full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAdd(PropertyDefinition definition, int row, long revision, long oldBits, Quality oldQuality, in Cell value, ChangeOrigin origin)
    {
        if (!HasRoomForWriter())
            return false;
        var tail = _at.Tail;
        ref var entry = ref At(tail);

        // A reference that is there already is not stored again: telling the garbage collector of a store costs more than looking.
        ref var carried = ref _carried[tail & _mask];
        if (carried != (object)origin)
            carried = origin;

        entry.Set(definition, row, revision, oldBits, oldQuality, value);
        Volatile.Write(ref _at.Tail, tail + 1);
        return true;
    }

    /// <summary>Writer: adds numbers that are known to fit.</summary>
    internal void Add(ReadOnlySpan<FeedEntry> entries, ChangeOrigin origin)
    {
        var tail = _at.Tail;
        foreach (ref readonly var entry in entries)
        {
            ref var carried = ref _carried[tail & _mask];
            if (carried != (object)origin)
                carried = origin;
            At(tail++).Set(entry);
        }

        Volatile.Write(ref _at.Tail, tail);
    }

    /// <summary>Writer: drops the oldest entry; false if the reader has just taken it.</summary>
    internal bool TryDropOldest()
    {
        var head = Volatile.Read(ref _at.Head);
        return head != _at.Tail && Interlocked.CompareExchange(ref _at.Head, head + 1, head) == head;
    }

    /// <summary>Reader: takes up to as many entries as fit the buffers, which are of one length.</summary>
    internal int Take(FeedEntry[] buffer, object?[] carried)
    {
        while (true)
        {
            var head = Volatile.Read(ref _at.Head);
            var count = (int)Math.Min(Volatile.Read(ref _at.Tail) - head, buffer.Length);
            if (count == 0)
                return 0;
            var first = (int)(head & _mask);
            var untilEnd = Math.Min(count, _mask + 1 - first);
            Copy(first, buffer.AsSpan(0, untilEnd), carried.AsSpan(0, untilEnd));
            Copy(0, buffer.AsSpan(untilEnd, count - untilEnd), carried.AsSpan(untilEnd, count - untilEnd));

            // The writer may have dropped some of these and reused their places; then what was copied is void.
            if (Interlocked.CompareExchange(ref _at.Head, head + count, head) == head)
                return count;
        }
    }

    private void Copy(int first, Span<FeedEntry> target, Span<object?> carried)
    {
        var source = MemoryMarshal.CreateReadOnlySpan(ref At(first), target.Length);
        Fetch(source);
        source.CopyTo(target);
        _carried.AsSpan(first, carried.Length).CopyTo(carried);
    }

    /// <summary>Reads all cache lines of some entries at once: they come from another core, and a plain copy would wait for them one by one.</summary>
    /// <returns>Nothing of meaning: there so that the reads are not optimised away.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Fetch(ReadOnlySpan<FeedEntry> entries)
    {
        var read = 0L;
        foreach (ref readonly var entry in entries)
            read += entry.Bits;
        return read;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref FeedEntry At(long position) => ref _entries.At((int)(position & _mask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasRoomForWriter()
    {
        if (_at.Tail - _at.KnownHead <= _mask)
            return true;
        _at.KnownHead = Volatile.Read(ref _at.Head);
        return _at.Tail - _at.KnownHead <= _mask;
    }

    /// <summary>Each side's position in cache lines of its own, so that neither waits for the other's stores.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Positions
    {
        /// <summary>Writer's: where the next entry goes.</summary>
        [FieldOffset(128)]
        internal long Tail;

        /// <summary>Writer's: the head when last looked at; never ahead of it.</summary>
        [FieldOffset(136)]
        internal long KnownHead;

        /// <summary>Reader's: the oldest entry; moved by the writer too when it drops.</summary>
        [FieldOffset(256)]
        internal long Head;
    }
}
