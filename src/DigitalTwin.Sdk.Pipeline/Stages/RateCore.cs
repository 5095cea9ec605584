namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Rate of change against the last accepted sample.</summary>
internal struct RateCore(double maxChange, TimeSpan per) : ISampleStage
{
    private Sample<double> _accepted;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        // A sample from before the accepted one says nothing about how fast the signal moves now.
        var isJudged = sample.Quality.IsUsable && (!_accepted.Quality.IsUsable || sample.Ticks >= _accepted.Ticks);
        if (!isJudged)
        {
            output.Emit(sample);
            return;
        }

        var change = Math.Abs(sample.Value - _accepted.Value);
        if (_accepted.Quality.IsUsable && change > maxChange * (sample.Ticks - _accepted.Ticks) / per.Ticks)
        {
            output.CountFlagged();
            output.Emit(sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.Spike) });
            return;
        }

        _accepted = sample;
        output.Emit(sample);
    }

    public readonly long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => ticks;

    public readonly void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_accepted);
    }

    public void Restore(StateReader reader)
    {
        _accepted = reader.Read<Sample<double>>();
    }
}
