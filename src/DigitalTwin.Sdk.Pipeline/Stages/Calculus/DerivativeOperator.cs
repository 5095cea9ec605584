namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Slope of the straight lines between samples, passed through a first-order filter: as that slope is constant between two samples, the
/// weight 1 - exp(-dt / tau) of the newest is exact for uneven times too.
/// </summary>
internal struct DerivativeOperator(TimeSpan per, TimeSpan timeConstant, TimeSpan maxGap) : IPointOperator
{
    private Sample<double> _last;
    private double _slope;
    private bool _hasSlope;
    private FadingDoubt _doubt = new();

    public PointResult Apply(ref Sample<double> sample)
    {
        var last = _last;
        var elapsed = sample.Ticks - last.Ticks;
        if (last.Quality.IsUsable && elapsed <= 0)
            return PointResult.Late;
        _last = sample;
        if (!last.Quality.IsUsable || elapsed > maxGap.Ticks)
        {
            _hasSlope = false;
            return PointResult.LeftOut;
        }

        var slope = (sample.Value - last.Value) / ((double)elapsed / per.Ticks);
        var weight = _hasSlope && timeConstant > TimeSpan.Zero ? 1 - Math.Exp(-(double)elapsed / timeConstant.Ticks) : 1;
        _slope = weight == 1 ? slope : (_slope * (1 - weight)) + (slope * weight);
        _hasSlope = double.IsFinite(_slope);
        var ofTwo = sample.Quality.WorstWith(last.Quality);
        var quality = _doubt.Add(weight, ofTwo);
        sample = sample with { Value = _slope, Quality = quality };
        return quality == ofTwo ? PointResult.Passed : PointResult.Flagged;
    }

    public void Forget() => (_last, _hasSlope) = (default, false);

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_last);
        writer.Write(_slope);
        writer.Write(_hasSlope);
        _doubt.Save(writer);
    }

    public void Restore(StateReader reader)
    {
        _last = reader.Read<Sample<double>>();
        _slope = reader.Read<double>();
        _hasSlope = reader.Read<bool>();
        _doubt.Restore(reader);
    }
}
