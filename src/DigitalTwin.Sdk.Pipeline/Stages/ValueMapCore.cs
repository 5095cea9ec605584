namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A user's function of the value, whose failure costs one sample.</summary>
internal readonly struct ValueMapCore(Func<double, double> function) : ISampleStage
{
    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (!sample.Quality.IsUsable)
        {
            output.Emit(sample);
            return;
        }

        var result = sample;
        try
        {
            result = sample with { Value = function(sample.Value) };
        }
        catch (Exception error)
        {
            output.Fail(error);
            result = result with { Quality = result.Quality.WorstWith(Quality.Bad | Quality.ComputationError) };
        }

        SampleMapCore.EmitChecked(result, ref output);
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
