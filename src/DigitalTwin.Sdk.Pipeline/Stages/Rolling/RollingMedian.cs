namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The median of a window that is kept sorted.</summary>
internal struct RollingMedian : IRollingValue
{
    private double[] _sorted = new double[64];
    private int _count;

    public RollingMedian()
    {
    }

    public void Add(long ticks, double value)
    {
        if (_count == _sorted.Length)
            Array.Resize(ref _sorted, _count * 2);
        var place = Place(value);
        Array.Copy(_sorted, place, _sorted, place + 1, _count - place);
        _sorted[place] = value;
        _count++;
    }

    public void Remove(long ticks, double value)
    {
        var place = Place(value);
        _count--;
        Array.Copy(_sorted, place + 1, _sorted, place, _count - place);
    }

    public void Clear() => _count = 0;

    // Nothing is computed here, so nothing drifts.
    public void Renew(in RollingWindow window)
    {
        var (ticks, value) = window[window.Count - 1];
        Add(ticks, value);
    }

    public readonly double Value(in RollingWindow window)
    {
        var upper = _count / 2;
        return _count % 2 == 1 ? _sorted[upper] : (0.5 * _sorted[upper - 1]) + (0.5 * _sorted[upper]);
    }

    public readonly void Save(StateWriter writer)
    {
    }

    public void Restore(StateReader reader, in RollingWindow window)
    {
        Clear();
        for (var i = 0; i < window.Count; i++)
            Add(window[i].Ticks, window[i].Value);
    }

    /// <summary>How many numbers are smaller: where the number is, or belongs.</summary>
    private readonly int Place(double value)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_sorted[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
