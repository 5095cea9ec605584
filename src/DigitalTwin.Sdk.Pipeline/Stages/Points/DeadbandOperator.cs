namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Lets a sample through if it differs enough from the last one let through, or that is long ago, or the quality has changed.</summary>
internal struct DeadbandOperator(double width, TimeSpan maxInterval, KeyFrames frames) : IPointOperator
{
    private Sample<double> _sent;

    public PointResult Apply(ref Sample<double> sample)
    {
        if (_sent.Quality == sample.Quality)
        {
            if (sample.Ticks <= _sent.Ticks)
                return PointResult.Late;
            if (Math.Abs(sample.Value - _sent.Value) <= width && sample.Ticks - _sent.Ticks < maxInterval.Ticks && !frames.Begins(_sent.Ticks, sample.Ticks))
                return PointResult.LeftOut;
        }

        _sent = sample;
        return PointResult.Passed;
    }

    public void Forget() => _sent = default;

    public readonly void Save(StateWriter writer) => writer.Write(_sent);

    public void Restore(StateReader reader) => _sent = reader.Read<Sample<double>>();
}
