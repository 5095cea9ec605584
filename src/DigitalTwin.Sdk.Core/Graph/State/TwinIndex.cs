using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DigitalTwin.Sdk;

/// <summary>
/// Finds twins by id. Each entry holds what a report by id needs, so that it goes from the index straight to the cell and does not pass
/// through the twin's object: in a large graph every step is a wait for memory.
/// </summary>
/// <remarks>
/// Open addressing with linear probing, at most half full. Readers take no lock: an entry is complete before its id is stored, is never
/// used for another twin, and loses its twin when that is removed. Writers take turns by a lock of the index's own.
/// </remarks>
internal sealed class TwinIndex
{
    private readonly Lock _writing = new();
    private Entry[] _entries = new Entry[16];
    private int _used;
    private int _count;

    internal int Count => Volatile.Read(ref _count);

    /// <summary>All twins; one added or removed meanwhile may or may not be among them. The order follows from what was added, not from the process.</summary>
    internal IEnumerable<Twin> Twins
    {
        get
        {
            var entries = Volatile.Read(ref _entries);
            for (var i = 0; i < entries.Length; i++)
            {
                if (Volatile.Read(ref entries[i].Id) is not null && entries[i].Twin is { } twin)
                    yield return twin;
            }
        }
    }

    /// <summary>The entry of a twin; a null reference if there is none.</summary>
    internal ref readonly Entry Find(string id)
    {
        var entries = Volatile.Read(ref _entries);
        var hash = Hash(id);
        for (var i = (int)hash & (entries.Length - 1); ; i = (i + 1) & (entries.Length - 1))
        {
            ref var entry = ref entries[i];
            if (Volatile.Read(ref entry.Id) is not { } found)
                return ref Unsafe.NullRef<Entry>();
            if (entry.Hash == hash && entry.Twin is not null && string.Equals(found, id))
                return ref entry;
        }
    }

    /// <summary>The first entry that looks like the twin's by its hash alone, and next to always is; the caller compares the id. A null reference if there is none.</summary>
    internal ref readonly Entry FindLikely(string id)
    {
        var entries = Volatile.Read(ref _entries);
        var hash = Hash(id);
        for (var i = (int)hash & (entries.Length - 1); ; i = (i + 1) & (entries.Length - 1))
        {
            ref var entry = ref entries[i];
            if (Volatile.Read(ref entry.Id) is null)
                return ref Unsafe.NullRef<Entry>();
            if (entry.Hash == hash && entry.Twin is not null)
                return ref entry;
        }
    }

    internal Twin? FindTwin(string id)
    {
        ref readonly var entry = ref Find(id);
        return Unsafe.IsNullRef(in entry) ? null : entry.Twin;
    }

    /// <summary>Adds a twin whose id is not there.</summary>
    internal void Add(Twin twin, PropertyLayout layout, int firstCell)
    {
        lock (_writing)
        {
            if ((_used + 1) * 2 > _entries.Length)
                Rebuild();
            Place(_entries, new Entry { Id = twin.Id, Twin = twin, Layout = layout, FirstCell = firstCell, Row = twin.Row, Lane = twin.Lane.Index, Hash = Hash(twin.Id) });
            _used++;
            _count++;
        }
    }

    internal void Remove(string id)
    {
        lock (_writing)
        {
            ref var entry = ref Unsafe.AsRef(in Find(id));
            if (Unsafe.IsNullRef(ref entry))
                return;
            entry.Twin = null;
            _count--;
        }
    }

    /// <summary>Twice the room, or the same if half of what is used belongs to removed twins.</summary>
    private void Rebuild()
    {
        var entries = new Entry[_count * 4 > _entries.Length ? _entries.Length * 2 : _entries.Length];
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (entry.Twin is not null)
                Place(entries, entry);
        }

        _used = _count;
        Volatile.Write(ref _entries, entries);
    }

    private static void Place(Entry[] entries, in Entry entry)
    {
        var i = (int)entry.Hash & (entries.Length - 1);
        while (entries[i].Id is not null)
            i = (i + 1) & (entries.Length - 1);
        entries[i] = entry with { Id = null };
        Volatile.Write(ref entries[i].Id, entry.Id);
    }

    /// <summary>Mixes eight bytes at a time by multiplication (Knuth 1973, 6.4); the same in every process.</summary>
    private static uint Hash(string id)
    {
        var bytes = MemoryMarshal.AsBytes(id.AsSpan());
        var hash = (ulong)bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(bytes));
        foreach (var rest in bytes)
            hash = Mix(hash ^ rest);
        return (uint)(hash >> 32);
    }

    private static ulong Mix(ulong bits)
    {
        bits *= 0x9E3779B97F4A7C15;
        return bits ^ (bits >> 29);
    }

    /// <summary>A twin and where its state lies.</summary>
    internal struct Entry
    {
        internal string? Id;

        /// <summary>Null once the twin has been removed.</summary>
        internal Twin? Twin;

        /// <summary>What the twin had when it was added; later properties are known to the twin only.</summary>
        internal PropertyLayout Layout;

        internal int FirstCell;
        internal int Row;
        internal int Lane;
        internal uint Hash;
    }
}
