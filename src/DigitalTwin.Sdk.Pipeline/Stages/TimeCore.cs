namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Decides which time is the event time. Samples of every quality have one.</summary>
internal readonly struct TimeCore(long maxAhead, long maxBehind, long shift) : ISampleStage
{
    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var ticks = Math.Clamp(sample.Ticks + shift, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks);
        var ahead = ticks - sample.ArrivalTicks;
        if (ahead <= maxAhead && -ahead <= maxBehind)
        {
            output.Emit(sample with { Ticks = ticks });
            return;
        }

        output.CountFlagged();
        output.Emit(sample with { Ticks = sample.ArrivalTicks, Quality = sample.Quality.WorstWith(Quality.Uncertain | Quality.ClockSkew) });
    }

    // Whatever comes later arrives later, so that its arrival time is later too.
    public long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => ticks + Math.Min(0, shift);

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
    }

    public void Save(StateWriter writer)
    {
    }

    public void Restore(StateReader reader)
    {
    }
}
