namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Physical or operating range: what a value outside it is worth.</summary>
internal readonly struct RangeCore(double min, double max, Quality mark) : IBlockStage
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

    /// <summary>A row of Good samples within the range.</summary>
    public int ProcessRun<TOutput>(SampleBlock block, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        const int shortest = 16;
        if (block.Length < shortest)
            return 0;
        var length = Runs.Within(block.Values[..Runs.Good(block)], Math.Max(min, double.MinValue), Math.Min(max, double.MaxValue));
        if (length > 0)
            output.EmitRun(block.Slice(0, length));
        return length;
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
