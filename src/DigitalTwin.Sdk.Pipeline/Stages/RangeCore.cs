namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Physical or operating range: what a value outside it is worth.</summary>
internal readonly struct RangeCore(double min, double max, Quality mark) : ISampleStage
{
    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (!sample.Quality.IsUsable || (sample.Value >= min && sample.Value <= max))
        {
            output.Emit(sample);
            return;
        }

        output.CountFlagged();
        output.Emit(sample with { Quality = sample.Quality.WorstWith(mark) });
    }

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
