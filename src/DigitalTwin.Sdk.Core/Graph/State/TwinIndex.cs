using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace DigitalTwin.Sdk;

/// <summary>
/// Finds twins by id. Each entry holds what a report by id needs, the id included if it is short, so that a report goes from the index
/// straight to the cell: in a large graph every step is a wait for memory.
/// </summary>
/// <remarks>
/// Open addressing with linear probing, at most three quarters full. Readers take no lock: an entry is complete before its place is
/// stored, is never used for another twin, and loses its place when its twin is removed. Writers take turns by a lock of the index's own.
/// </remarks>
internal sealed class TwinIndex(Lane[] lanes)
{
    private readonly Lock _writing = new();
    private readonly Dictionary<PropertyLayout, int> _layoutNumbers = [];
    private PropertyLayout[] _layouts = [];
    private Table _table = new(16);
    private int _used;
    private int _count;

    internal int Count => Volatile.Read(ref _count);

    /// <summary>Where a twin's state lies; false if there is no such twin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryFind(string id, out Location location)
    {
        var table = Volatile.Read(ref _table);
        var hash = TextHash.Of(id);
        for (var i = (int)hash & table.Mask; ; i = (i + 1) & table.Mask)
        {
            ref var entry = ref table.Entries.At(i);
            var place = Volatile.Read(ref entry.Place);
            if (place == Entry.Empty)
                break;
            if (entry.Hash != hash || place == Entry.Removed || !(entry.IsShort ? entry.HasId(id) : HasLongId(entry.Lane, place - 1, id)))
                continue;
            location = new Location(lanes[entry.Lane], _layouts[entry.Layout], place - 1, entry.FirstCell);
            return true;
        }

        location = default;
        return false;
    }

    /// <summary>Asks for the memory in which an id will be looked for soon; does not wait for it, and does nothing where the processor cannot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void Prefetch(string id)
    {
        var table = Volatile.Read(ref _table);
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref table.Entries.At((int)TextHash.Of(id) & table.Mask)));
    }

    /// <summary>Adds a twin whose id is not there.</summary>
    internal void Add(Twin twin, PropertyLayout layout, int firstCell)
    {
        lock (_writing)
        {
            if ((_used + 1) * 4 > _table.Entries.Length * 3)
                Rebuild();
            var entry = new Entry { Place = twin.Row + 1, FirstCell = firstCell, Lane = twin.Lane.Index, Layout = NumberOf(layout), Hash = TextHash.Of(twin.Id) };
            entry.Keep(twin.Id);
            Put(_table, entry);
            _used++;
            _count++;
        }
    }

    internal void Remove(Twin twin)
    {
        lock (_writing)
        {
            var hash = TextHash.Of(twin.Id);
            for (var i = (int)hash & _table.Mask; _table.Entries.At(i).Place != Entry.Empty; i = (i + 1) & _table.Mask)
            {
                ref var entry = ref _table.Entries.At(i);
                if (entry.Place != twin.Row + 1 || entry.Lane != twin.Lane.Index)
                    continue;
                Volatile.Write(ref entry.Place, Entry.Removed);
                _count--;
                return;
            }
        }
    }

    private bool HasLongId(int lane, int row, string id) => string.Equals(lanes[lane].TwinAtOrNull(row)?.Id, id);

    private int NumberOf(PropertyLayout layout)
    {
        if (_layoutNumbers.TryGetValue(layout, out var number))
            return number;
        Volatile.Write(ref _layouts, [.. _layouts, layout]);
        _layoutNumbers.Add(layout, _layouts.Length - 1);
        return _layouts.Length - 1;
    }

    /// <summary>Twice the room, or the same if a third of what is used belongs to removed twins.</summary>
    private void Rebuild()
    {
        var length = _table.Entries.Length;
        var table = new Table(_count * 2 > length ? length * 2 : length);
        foreach (ref readonly var entry in _table.Entries.Span)
        {
            if (entry.Place is not (Entry.Empty or Entry.Removed))
                Put(table, entry);
        }

        _used = _count;
        Volatile.Write(ref _table, table);
    }

    private static void Put(Table table, in Entry entry)
    {
        var i = (int)entry.Hash & table.Mask;
        while (table.Entries.At(i).Place != Entry.Empty)
            i = (i + 1) & table.Mask;
        table.Entries.At(i) = entry with { Place = Entry.Empty };
        Volatile.Write(ref table.Entries.At(i).Place, entry.Place);
    }

    /// <summary>Where a twin's state lies, and its layout when it was added; later properties are known to the twin only.</summary>
    internal readonly record struct Location(Lane Lane, PropertyLayout Layout, int Row, int FirstCell);

    /// <summary>One twin, in one cache line.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Entry
    {
        internal const int Empty = 0;
        internal const int Removed = -1;
        private const int Room = 20;

        /// <summary>The twin's row and one; or one of the two above.</summary>
        internal int Place;
        internal int FirstCell;
        internal int Layout;
        internal uint Hash;
        internal int Lane;
        private int _length;
        private Characters _characters;

        /// <summary>Whether the whole id is here.</summary>
        internal readonly bool IsShort => _length <= Room;

        internal void Keep(string id)
        {
            _length = id.Length;
            id.AsSpan(0, Math.Min(id.Length, Room)).CopyTo(_characters);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal readonly bool HasId(string id) => id.Length == _length && id.AsSpan().SequenceEqual(((ReadOnlySpan<char>)_characters)[.._length]);

        [InlineArray(Room)]
        private struct Characters
        {
            private char _first;
        }
    }

    private sealed class Table(int length)
    {
        internal readonly AlignedArray<Entry> Entries = new(length);
        internal readonly int Mask = length - 1;
    }
}
