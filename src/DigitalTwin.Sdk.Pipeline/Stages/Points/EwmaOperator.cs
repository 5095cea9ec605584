namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Exponentially weighted moving average of irregular samples: weight of the new one 1 - exp(-dt / tau).</summary>
internal struct EwmaOperator(TimeSpan timeConstant, TimeSpan maxGap) : IPointOperator
{
    private bool _isRunning;
    private long _ticks;
    private double _mean;
    private FadingDoubt _doubt = new();

    public PointResult Apply(ref Sample<double> sample)
    {
        var elapsed = sample.Ticks - _ticks;
        if (_isRunning && elapsed <= 0)
            return PointResult.Late;
        var weight = _isRunning && elapsed <= maxGap.Ticks ? -Math.Exp(-(double)elapsed / timeConstant.Ticks) + 1 : 1;

        // As a weighted sum: the difference of two finite numbers may not be finite.
        _mean = weight == 1 ? sample.Value : (_mean * (1 - weight)) + (sample.Value * weight);
        _ticks = sample.Ticks;
        _isRunning = true;
        var quality = _doubt.Add(weight, sample.Quality);
        var isWorse = quality != sample.Quality;
        sample = sample with { Value = _mean, Quality = quality };
        return isWorse ? PointResult.Flagged : PointResult.Passed;
    }

    public void Forget() => _isRunning = false;

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_isRunning);
        writer.Write((_ticks, _mean));
        _doubt.Save(writer);
    }

    public void Restore(StateReader reader)
    {
        _isRunning = reader.Read<bool>();
        (_ticks, _mean) = reader.Read<(long, double)>();
        _doubt.Restore(reader);
    }
}
