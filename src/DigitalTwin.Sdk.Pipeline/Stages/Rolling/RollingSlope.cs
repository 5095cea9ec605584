namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Least-squares slope from sums of distances from an anchor in time and value: their means, when all is worked out anew.</summary>
internal struct RollingSlope : IRollingValue
{
    private bool _isAnchored;
    private long _anchorTicks;
    private double _anchor;
    private double _time;
    private double _value;
    private double _timeSquares;
    private double _valueSquares;
    private double _products;

    // The largest since all was worked out.
    private double _mostTimeSquares;
    private double _mostValueSquares;

    public void Add(long ticks, double value)
    {
        if (!_isAnchored)
            (_isAnchored, _anchorTicks, _anchor) = (true, ticks, value);
        Change(ticks, value, 1);
    }

    public void Remove(long ticks, double value) => Change(ticks, value, -1);

    public void Clear() => this = default;

    public readonly bool HasLostDigits(in RollingWindow window) => window.Count > 1
        && !(_mostTimeSquares <= RollingLimits.MostLoss * Spread(_timeSquares, _time, window.Count)
            && _mostValueSquares <= RollingLimits.MostLoss * Spread(_valueSquares, _value, window.Count));

    public void Renew(in RollingWindow window)
    {
        Clear();
        var mean = 0.0;
        for (var i = 0; i < window.Count; i++)
            mean += window[i].Value / window.Count;
        (_isAnchored, _anchorTicks, _anchor) = (true, window[window.Count / 2].Ticks, mean);
        for (var i = 0; i < window.Count; i++)
            Change(window[i].Ticks, window[i].Value, 1);
    }

    public readonly double Value(in RollingWindow window) =>
        window.Count == 1 ? 0 : (_products - (_time * _value / window.Count)) / Spread(_timeSquares, _time, window.Count);

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_isAnchored);
        writer.Write((_anchorTicks, _anchor));
        writer.Write((_time, _value));
        writer.Write((_timeSquares, _valueSquares, _products));
        writer.Write((_mostTimeSquares, _mostValueSquares));
    }

    public void Restore(StateReader reader, in RollingWindow window)
    {
        _isAnchored = reader.Read<bool>();
        (_anchorTicks, _anchor) = reader.Read<(long, double)>();
        (_time, _value) = reader.Read<(double, double)>();
        (_timeSquares, _valueSquares, _products) = reader.Read<(double, double, double)>();
        (_mostTimeSquares, _mostValueSquares) = reader.Read<(double, double)>();
    }

    private static double Spread(double squares, double sum, int count) => squares - (sum * sum / count);

    private void Change(long ticks, double value, int sign)
    {
        var (time, distance) = ((double)(ticks - _anchorTicks) / TimeSpan.TicksPerSecond, value - _anchor);
        _time += sign * time;
        _value += sign * distance;
        _timeSquares += sign * time * time;
        _valueSquares += sign * distance * distance;
        _products += sign * time * distance;
        _mostTimeSquares = Math.Max(_mostTimeSquares, _timeSquares);
        _mostValueSquares = Math.Max(_mostValueSquares, _valueSquares);
    }
}
