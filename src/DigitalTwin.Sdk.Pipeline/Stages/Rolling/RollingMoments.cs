namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Mean or standard deviation from sums of distances from an anchor, which is a value of the window or near one: no digits are lost to a large offset.</summary>
internal struct RollingMoments(bool isDeviation) : IRollingValue
{
    private bool _isAnchored;
    private double _anchor;
    private double _sum;
    private double _squares;

    public void Add(long ticks, double value)
    {
        if (!_isAnchored)
            (_isAnchored, _anchor) = (true, value);
        var distance = value - _anchor;
        _sum += distance;
        _squares += distance * distance;
    }

    public void Remove(long ticks, double value)
    {
        var distance = value - _anchor;
        _sum -= distance;
        _squares -= distance * distance;
    }

    public void Clear() => (_isAnchored, _sum, _squares) = (false, 0, 0);

    public void Renew(in RollingWindow window)
    {
        Clear();
        for (var i = 0; i < window.Count; i++)
            Add(window[i].Ticks, window[i].Value);
    }

    public readonly double Value(in RollingWindow window)
    {
        var mean = _sum / window.Count;
        if (!isDeviation)
            return _anchor + mean;
        return window.Count == 1 ? 0 : Math.Sqrt(Math.Max(0, _squares - (_sum * mean)) / (window.Count - 1));
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_isAnchored);
        writer.Write((_anchor, _sum));
        writer.Write(_squares);
    }

    public void Restore(StateReader reader, in RollingWindow window)
    {
        _isAnchored = reader.Read<bool>();
        (_anchor, _sum) = reader.Read<(double, double)>();
        _squares = reader.Read<double>();
    }
}
