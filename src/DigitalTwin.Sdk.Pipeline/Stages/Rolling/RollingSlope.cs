namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Least-squares slope from sums of distances from an anchor in time and value.</summary>
internal struct RollingSlope : IRollingValue
{
    private bool _isAnchored;
    private long _anchorTicks;
    private double _anchor;
    private double _time;
    private double _value;
    private double _timeSquares;
    private double _products;

    public void Add(long ticks, double value)
    {
        if (!_isAnchored)
            (_isAnchored, _anchorTicks, _anchor) = (true, ticks, value);
        Change(ticks, value, 1);
    }

    public void Remove(long ticks, double value) => Change(ticks, value, -1);

    public void Clear() => this = default;

    public void Renew(in RollingWindow window)
    {
        Clear();
        for (var i = 0; i < window.Count; i++)
            Add(window[i].Ticks, window[i].Value);
    }

    public readonly double Value(in RollingWindow window)
    {
        var spread = _timeSquares - (_time * _time / window.Count);
        return window.Count == 1 ? 0 : (_products - (_time * _value / window.Count)) / spread;
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_isAnchored);
        writer.Write((_anchorTicks, _anchor));
        writer.Write((_time, _value));
        writer.Write((_timeSquares, _products));
    }

    public void Restore(StateReader reader, in RollingWindow window)
    {
        _isAnchored = reader.Read<bool>();
        (_anchorTicks, _anchor) = reader.Read<(long, double)>();
        (_time, _value) = reader.Read<(double, double)>();
        (_timeSquares, _products) = reader.Read<(double, double)>();
    }

    private void Change(long ticks, double value, int sign)
    {
        var (time, distance) = ((double)(ticks - _anchorTicks) / TimeSpan.TicksPerSecond, value - _anchor);
        _time += sign * time;
        _value += sign * distance;
        _timeSquares += sign * time * time;
        _products += sign * time * distance;
    }
}
