namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Integral since the first sample, of the values or of "the value is this one"; the sum keeps what rounding would lose (Neumaier 1974).</summary>
internal struct IntegralOperator(TimeSpan per, TimeSpan maxGap, SignalShape shape, double? state = null, double tolerance = 0) : IPointOperator
{
    private Sample<double> _last;
    private double _sum;
    private double _lost;
    private bool _isLinkLost;

    // The worst that has gone into the sum, which knows of it for ever.
    private Quality _quality = Quality.Good;

    public PointResult Apply(ref Sample<double> sample)
    {
        var last = _last;
        var elapsed = sample.Ticks - last.Ticks;
        if (last.Quality.IsUsable && elapsed <= 0)
            return PointResult.Late;
        var isHole = last.Quality.IsUsable && (_isLinkLost || elapsed > maxGap.Ticks);
        _last = sample;
        _isLinkLost = false;
        if (last.Quality.IsUsable && !isHole)
        {
            var height = shape == SignalShape.Step ? Height(last.Value) : (0.5 * Height(last.Value)) + (0.5 * Height(sample.Value));
            Add(height * ((double)elapsed / per.Ticks));
            _quality = _quality.WorstWith(last.Quality).WorstWith(shape == SignalShape.Step ? last.Quality : sample.Quality);
        }

        if (isHole)
            _quality = _quality.WorstWith(Quality.Uncertain | Quality.Stale);
        sample = sample with { Value = _sum + _lost, Quality = sample.Quality.WorstWith(_quality) };
        return isHole ? PointResult.Flagged : PointResult.Passed;
    }

    public void Forget() => _isLinkLost = true;

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_last);
        writer.Write((_sum, _lost));
        writer.Write(_isLinkLost);
        writer.Write(_quality);
    }

    public void Restore(StateReader reader)
    {
        _last = reader.Read<Sample<double>>();
        (_sum, _lost) = reader.Read<(double, double)>();
        _isLinkLost = reader.Read<bool>();
        _quality = reader.Read<Quality>();
    }

    private readonly double Height(double value) => state is { } wanted ? (Math.Abs(value - wanted) <= tolerance ? 1 : 0) : value;

    private void Add(double area)
    {
        var sum = _sum + area;
        _lost += Math.Abs(_sum) >= Math.Abs(area) ? _sum - sum + area : area - sum + _sum;
        _sum = sum;
    }
}
