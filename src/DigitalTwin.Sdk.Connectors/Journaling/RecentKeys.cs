namespace DigitalTwin.Sdk.Connectors;

/// <summary>The last so many keys, to tell what comes again. Never allocates after it was made. Not thread-safe.</summary>
internal sealed class RecentKeys
{
    private readonly ulong[] _ring;
    private readonly ulong[] _table;
    private long _count;

    /// <param name="capacity">How many are remembered; a power of two.</param>
    internal RecentKeys(int capacity)
    {
        _ring = new ulong[capacity];
        _table = new ulong[4 * capacity];
    }

    internal int Capacity => _ring.Length;

    /// <summary>Remembers a key, and forgets the oldest if there are too many.</summary>
    /// <returns>False if it is remembered already.</returns>
    internal bool Add(ulong key)
    {
        // Zero marks a free place.
        key = key == 0 ? 1 : key;
        var place = Find(key);
        if (_table[place] == key)
            return false;
        var at = (int)(_count % _ring.Length);
        if (_count >= _ring.Length)
        {
            Remove(_ring[at]);
            place = Find(key);
        }

        _table[place] = key;
        _ring[at] = key;
        _count++;
        return true;
    }

    /// <summary>Forgets a key that was added last: what it stood for could not be kept.</summary>
    internal void Undo(ulong key)
    {
        key = key == 0 ? 1 : key;
        if (_count == 0 || _ring[(_count - 1) % _ring.Length] != key)
            return;
        Remove(key);
        _count--;
    }

    private int Find(ulong key)
    {
        var place = (int)(key & (ulong)(_table.Length - 1));
        while (_table[place] != 0 && _table[place] != key)
            place = (place + 1) & (_table.Length - 1);
        return place;
    }

    /// <summary>Removes by moving back what had to give way (Knuth 1973, volume 3, section 6.4, algorithm R).</summary>
    private void Remove(ulong key)
    {
        var mask = _table.Length - 1;
        var hole = Find(key);
        if (_table[hole] != key)
            return;
        for (var next = (hole + 1) & mask; _table[next] != 0; next = (next + 1) & mask)
        {
            var home = (int)(_table[next] & (ulong)mask);
            if (((next - home) & mask) < ((next - hole) & mask))
                continue;
            _table[hole] = _table[next];
            hole = next;
        }

        _table[hole] = 0;
    }
}
