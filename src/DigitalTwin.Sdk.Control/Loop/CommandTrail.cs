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

    /// <summary>
    /// Looks whether a report, newer than a value on the trail, shows that value or lies between it and the next. Where the trail has turned round, the same value
    /// lies on it more than once: a plant that takes its time is on the way there rather than back already.
    /// </summary>
    /// <returns>Whether the plant was seen to move along; everything up to there is taken off.</returns>
    internal bool TryFollow(double reported, long eventTicks, long now, double tolerance)
    {
        for (var first = -1; first < Count - 1;)
        {
            var last = EndOfRun(first);
            for (var i = last; i >= first; i--)
            {
                var next = i < last ? _points[i + 1].Value : At(i);
                var isBetween = reported >= Math.Min(At(i), next) - tolerance && reported <= Math.Max(At(i), next) + tolerance;
                if (!isBetween || (i >= 0 && _points[i].Ticks >= eventTicks))
                    continue;
                if (i < 0)
                    return false;
                _anchor = _points[i].Value;
                Drop(i + 1);
                WatchedSince = now;
                return true;
            }

            first = last;
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

    /// <summary>The value at a place; what was held before the first is at -1.</summary>
    private double At(int place) => place < 0 ? _anchor : _points[place].Value;

    /// <summary>The last place to which the trail goes in one direction from here.</summary>
    private int EndOfRun(int first)
    {
        var end = first + 1;
        var direction = Math.Sign(At(end) - At(first));
        for (; end + 1 < Count; end++)
        {
            var turn = Math.Sign(At(end + 1) - At(end));
            if (direction == 0)
                direction = turn;
            if (turn != 0 && turn != direction)
                break;
        }

        return end;
    }

    private void Drop(int count)
    {
        Array.Copy(_points, count, _points, 0, Count - count);
        Count -= count;
    }
}
