namespace DigitalTwin.Sdk.Control;

/// <summary>The values sent that the plant has not been seen to reach yet, oldest first. Bounded: when full, a ramp waits for the plant.</summary>
internal sealed class CommandTrail
{
    private const int Capacity = 32;
    private readonly PlantPoint[] _points = new PlantPoint[Capacity];
    private double _anchor;

    internal int Count { get; private set; }

    internal bool IsFull => Count == Capacity;

    /// <summary>Lane time from which the plant's time to follow runs, 100 ns UTC.</summary>
    internal long WatchedSince { get; private set; }

    /// <summary>The last value sent. Only to be asked for while <see cref="Count"/> is above zero.</summary>
    internal PlantPoint Last => _points[Count - 1];

    /// <summary>When the oldest value not reached yet was sent; lane time, 100 ns UTC. Only to be asked for while <see cref="Count"/> is above zero.</summary>
    internal long FirstTicks => _points[0].Ticks;

    /// <summary>Adds a value sent; the same value once more only starts the time anew.</summary>
    /// <param name="point">Value and time of sending.</param>
    /// <param name="anchor">What the plant held before; used if nothing else is on the trail.</param>
    internal void Add(PlantPoint point, double anchor)
    {
        if (Count > 0 && Last.Value.Equals(point.Value))
        {
            WatchedSince = point.Ticks;
            return;
        }

        if (Count == 0)
        {
            _anchor = anchor;
            WatchedSince = point.Ticks;
        }

        // Full only if a caller did not ask: the oldest is then forgotten, which can delay a verification but not fake one.
        if (IsFull)
            Drop(1);
        _points[Count++] = point;
    }

    /// <summary>Looks whether a report, newer than a value on the trail, shows that value or lies between it and the next.</summary>
    /// <returns>Whether the plant was seen to move along; everything up to there is taken off.</returns>
    internal bool TryFollow(double reported, long eventTicks, long now, double tolerance)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            var next = i + 1 < Count ? _points[i + 1].Value : _points[i].Value;
            var isBetween = reported >= Math.Min(_points[i].Value, next) - tolerance && reported <= Math.Max(_points[i].Value, next) + tolerance;
            if (_points[i].Ticks >= eventTicks || !isBetween)
                continue;
            _anchor = _points[i].Value;
            Drop(i + 1);
            WatchedSince = now;
            return true;
        }

        return false;
    }

    /// <summary>Whether a report cannot come from our writes: it lies neither at what was held before, nor at what was sent, nor between.</summary>
    internal bool IsForeign(double reported, double tolerance)
    {
        var (min, max) = (_anchor, _anchor);
        for (var i = 0; i < Count; i++)
            (min, max) = (Math.Min(min, _points[i].Value), Math.Max(max, _points[i].Value));
        return !(reported >= min - tolerance && reported <= max + tolerance);
    }

    /// <summary>Takes the last value off again, because it was never sent.</summary>
    internal void TakeBack(PlantPoint point)
    {
        if (Count > 0 && Last == point)
            Count--;
    }

    internal void Clear() => Count = 0;

    private void Drop(int count)
    {
        Array.Copy(_points, count, _points, 0, Count - count);
        Count -= count;
    }
}
