namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Lets a sample through if it differs enough from the last one let through, or that is long ago, or the quality has changed.</summary>
internal struct DeadbandOperator(double width, TimeSpan maxInterval, KeyFrames frames) : IPointOperator
{
    private Sample<double> _sent;
    private bool _hasSent;

    // What is not usable passes always, and whoever reads holds it until the next one passes.
    public static bool SeesAll => true;

    public PointResult Apply(ref Sample<double> sample)
    {
        if (_hasSent)
        {
            if (sample.Ticks <= _sent.Ticks)
                return PointResult.Late;
            var isNear = Math.Abs(sample.Value - _sent.Value) <= width && sample.Ticks - _sent.Ticks < maxInterval.Ticks && !frames.Begins(_sent.Ticks, sample.Ticks);
            if (isNear && sample.Quality == _sent.Quality && sample.Quality.IsUsable)
                return PointResult.LeftOut;
        }

        (_sent, _hasSent) = (sample, true);
        return PointResult.Passed;
    }

    public readonly void Forget()
    {
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_sent);
        writer.Write(_hasSent);
    }

    public void Restore(StateReader reader)
    {
        _sent = reader.Read<Sample<double>>();
        _hasSent = reader.Read<bool>();
    }
}
