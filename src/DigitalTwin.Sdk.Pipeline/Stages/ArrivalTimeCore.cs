namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The time of arrival is the event time.</summary>
internal readonly struct ArrivalTimeCore : ISampleStage
{
    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput => output.Emit(sample with { Ticks = sample.ArrivalTicks });

    public long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => ticks;

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
