namespace DigitalTwin.Sdk.Pipeline;

/// <summary>How far a counter has risen since its first reading, through its roll-overs and restarts.</summary>
internal struct TotaliserOperator(double rollOver, double maxRise, TimeSpan per) : IPointOperator
{
    private Sample<double> _last;
    private double _total;

    public PointResult Apply(ref Sample<double> sample)
    {
        if (sample.Value < 0 || sample.Value >= rollOver)
        {
            sample = sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.OutOfRange) };
            return PointResult.Flagged;
        }

        var (last, reading) = (_last, sample.Value);
        if (!last.Quality.IsUsable)
        {
            _last = sample;
            sample = sample with { Value = _total };
            return PointResult.Passed;
        }

        if (sample.Ticks <= last.Ticks)
            return PointResult.Late;
        var possible = maxRise * ((double)(sample.Ticks - last.Ticks) / per.Ticks);
        var rise = reading >= last.Value ? reading - last.Value : reading + (rollOver - last.Value);
        var isRestart = rise > possible && reading < last.Value && reading <= possible;
        if (rise > possible && !isRestart)
        {
            sample = sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.Spike) };
            return PointResult.Flagged;
        }

        _last = sample;
        _total += isRestart ? reading : rise;
        sample = sample with { Value = _total, Quality = sample.Quality.WorstWith(last.Quality) };

        // In so long a time it may have gone round more often than once.
        if (!isRestart && possible < rollOver)
            return PointResult.Passed;
        sample = sample with { Quality = sample.Quality.WorstWith(Quality.Uncertain | Quality.Estimated) };
        return PointResult.Flagged;
    }

    // A counter goes on counting while nobody can read it.
    public readonly void Forget()
    {
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_last);
        writer.Write(_total);
    }

    public void Restore(StateReader reader)
    {
        _last = reader.Read<Sample<double>>();
        _total = reader.Read<double>();
    }
}
