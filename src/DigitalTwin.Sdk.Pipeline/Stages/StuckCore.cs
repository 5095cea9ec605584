namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A run of samples that do not leave a band as wide as the resolution.</summary>
internal struct StuckCore(TimeSpan after, double resolution) : ISampleStage
{
    private readonly long _after = after.Ticks;
    private bool _hasRun;
    private long _start;
    private long _last;
    private double _min;
    private double _max;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        // Neither Bad samples nor samples from the past tell whether the signal moves.
        if (!sample.Quality.IsUsable || (_hasRun && sample.Ticks < _last))
        {
            output.Emit(sample);
            return;
        }

        var min = Math.Min(_min, sample.Value);
        var max = Math.Max(_max, sample.Value);
        var goesOn = _hasRun && max - min <= resolution && sample.Ticks - _last < _after;
        if (goesOn)
            (_min, _max) = (min, max);
        else
            (_min, _max, _start) = (sample.Value, sample.Value, sample.Ticks);
        _hasRun = true;
        _last = sample.Ticks;

        if (_last - _start < _after)
        {
            output.Emit(sample);
            return;
        }

        output.CountFlagged();
        output.Emit(sample with { Quality = sample.Quality.WorstWith(Quality.Uncertain | Quality.Frozen) });
    }

    public readonly long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => ticks;

    public readonly void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_hasRun);
        writer.Write((_start, _last));
        writer.Write((_min, _max));
    }

    public void Restore(StateReader reader)
    {
        _hasRun = reader.Read<bool>();
        (_start, _last) = reader.Read<(long, long)>();
        (_min, _max) = reader.Read<(double, double)>();
    }
}
