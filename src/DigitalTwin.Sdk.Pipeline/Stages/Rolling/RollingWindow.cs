namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The samples in a rolling window, oldest first, in a ring that grows up to a bound.</summary>
internal struct RollingWindow(int capacity)
{
    private long[] _ticks = new long[Math.Min(capacity, 64)];
    private double[] _values = new double[Math.Min(capacity, 64)];
    private int _head;

    internal int Count { get; private set; }

    /// <summary>Whether one has to leave before another comes.</summary>
    internal readonly bool IsFull => Count == capacity;

    internal readonly (long Ticks, double Value) Oldest => (_ticks[_head], _values[_head]);

    internal readonly (long Ticks, double Value) this[int place]
    {
        get
        {
            var i = Index(place);
            return (_ticks[i], _values[i]);
        }
    }

    internal void Add(long ticks, double value)
    {
        if (Count == _ticks.Length)
            Grow();
        var i = Index(Count);
        (_ticks[i], _values[i]) = (ticks, value);
        Count++;
    }

    /// <summary>Puts a sample in the place of the oldest of a full window.</summary>
    internal void Exchange(long ticks, double value)
    {
        (_ticks[_head], _values[_head]) = (ticks, value);
        _head = _head + 1 == _ticks.Length ? 0 : _head + 1;
    }

    /// <summary>Puts a row of samples in the place of the oldest of a full window.</summary>
    internal void Exchange(ReadOnlySpan<long> ticks, ReadOnlySpan<double> values)
    {
        var surplus = Math.Max(0, ticks.Length - _ticks.Length);
        ticks = ticks[surplus..];
        values = values[surplus..];
        var first = Math.Min(ticks.Length, _ticks.Length - _head);
        ticks[..first].CopyTo(_ticks.AsSpan(_head));
        values[..first].CopyTo(_values.AsSpan(_head));
        ticks[first..].CopyTo(_ticks);
        values[first..].CopyTo(_values);
        _head = (_head + ticks.Length) % _ticks.Length;
    }

    /// <summary>The values, oldest first: those up to the end of the ring.</summary>
    internal readonly ReadOnlySpan<double> FirstValues => _values.AsSpan(_head, Math.Min(Count, _values.Length - _head));

    /// <summary>And those from its beginning on.</summary>
    internal readonly ReadOnlySpan<double> OtherValues => _values.AsSpan(0, Count - FirstValues.Length);

    /// <summary>Copies the values of a full window, oldest first.</summary>
    internal readonly void CopyValuesTo(Span<double> values)
    {
        _values.AsSpan(_head).CopyTo(values);
        _values.AsSpan(0, _head).CopyTo(values[(_values.Length - _head)..]);
    }

    internal void RemoveOldest()
    {
        _head = Index(1);
        Count--;
    }

    internal void RemoveNewest() => Count--;

    internal void Clear() => (_head, Count) = (0, 0);

    internal readonly void Save(StateWriter writer)
    {
        writer.Write(Count);
        for (var i = 0; i < Count; i++)
            writer.Write(this[i]);
    }

    internal void Restore(StateReader reader)
    {
        Clear();
        var count = reader.ReadIndex(capacity + 1);
        for (var i = 0; i < count; i++)
        {
            var (ticks, value) = reader.Read<(long, double)>();
            Add(ticks, value);
        }
    }

    private readonly int Index(int place)
    {
        var i = _head + place;
        return i < _ticks.Length ? i : i - _ticks.Length;
    }

    private void Grow()
    {
        var length = (int)Math.Min(capacity, _ticks.Length * 2L);
        var (ticks, values) = (new long[length], new double[length]);
        for (var i = 0; i < Count; i++)
            (ticks[i], values[i]) = this[i];
        (_ticks, _values, _head) = (ticks, values, 0);
    }
}
