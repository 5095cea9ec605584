using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DigitalTwin.Sdk;

/// <summary>A bounded queue between one lane's writer (under the lane's gate) and one subscriber. Neither side takes a lock.</summary>
internal sealed class FeedRing
{
    private readonly FeedEntry[] _entries;
    private readonly int _mask;
    private Positions _at;

    internal FeedRing(int capacity)
    {
        _entries = new FeedEntry[(int)BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _mask = _entries.Length - 1;
    }

    internal bool IsEmpty => Volatile.Read(ref _at.Head) == Volatile.Read(ref _at.Tail);

    internal bool HasRoom => Depth <= _mask;

    /// <summary>Whether one more fits, as far as the writer knows without looking at the reader's side.</summary>
    internal bool HasKnownRoom
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _at.Tail - _at.KnownHead <= _mask;
    }

    internal long Depth => Volatile.Read(ref _at.Tail) - Volatile.Read(ref _at.Head);

    /// <summary>Writer: adds an event unless the ring is full.</summary>
    internal bool TryAdd(object boxed)
    {
        if (!HasRoomForWriter())
            return false;
        ref var entry = ref _entries[_at.Tail & _mask];
        entry.Boxed = boxed;
        Volatile.Write(ref _at.Tail, _at.Tail + 1);
        return true;
    }

    /// <summary>Writer: adds a number unless the ring is full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAdd(
        PropertyDefinition definition, TwinChangeKind kind, int row, long revision, long oldBits, Quality oldQuality, in Cell value, ChangeOrigin origin)
    {
        if (!HasRoomForWriter())
            return false;
        var tail = _at.Tail;
        ref var entry = ref _entries[tail & _mask];

        // A reference that is there already is not stored again: telling the garbage collector of a store costs more than looking.
        if (entry.Boxed is not null)
            entry.Boxed = null;
        if (entry.Definition != definition)
            entry.Definition = definition;
        if (entry.Origin != (object)origin)
            entry.Origin = origin;
        entry.Bits = value.Bits;
        entry.OldBits = oldBits;
        entry.Ticks = value.Ticks;
        entry.ArrivalTicks = value.ArrivalTicks;
        entry.Revision = revision;
        entry.Quality = value.Quality;
        entry.OldQuality = oldQuality;
        entry.Kind = kind;
        entry.Row = row;
        Volatile.Write(ref _at.Tail, tail + 1);
        return true;
    }

    /// <summary>Writer: drops the oldest entry; false if the reader has just taken it.</summary>
    internal bool TryDropOldest()
    {
        var head = Volatile.Read(ref _at.Head);
        return head != _at.Tail && Interlocked.CompareExchange(ref _at.Head, head + 1, head) == head;
    }

    /// <summary>Reader: takes up to as many entries as fit the buffer.</summary>
    internal int Take(FeedEntry[] buffer)
    {
        while (true)
        {
            var head = Volatile.Read(ref _at.Head);
            var count = (int)Math.Min(Volatile.Read(ref _at.Tail) - head, buffer.Length);
            if (count == 0)
                return 0;
            var first = (int)(head & _mask);
            var untilEnd = Math.Min(count, _entries.Length - first);
            Fetch(_entries.AsSpan(first, untilEnd));
            Fetch(_entries.AsSpan(0, count - untilEnd));
            Array.Copy(_entries, first, buffer, 0, untilEnd);
            Array.Copy(_entries, 0, buffer, untilEnd, count - untilEnd);

            // The writer may have dropped some of these and reused their places; then what was copied is void.
            if (Interlocked.CompareExchange(ref _at.Head, head + count, head) == head)
                return count;
        }
    }

    /// <summary>Reads all cache lines of some entries at once: they come from another core, and a plain copy would wait for them one by one.</summary>
    /// <returns>Nothing of meaning: there so that the reads are not optimised away.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Fetch(ReadOnlySpan<FeedEntry> entries)
    {
        var read = 0L;
        foreach (ref readonly var entry in entries)
            read += entry.Bits + entry.Row;
        return read;
    }

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
