namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A user's function of the whole sample, whose failure costs one sample.</summary>
internal readonly struct SampleMapCore(Func<Sample<double>, Sample<double>> function) : ISampleStage
{
    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var result = sample;
        try
        {
            result = function(sample);
        }
        catch (Exception error)
        {
            output.Fail(error);
            result = sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.ComputationError) };
        }

        EmitChecked(result, ref output);
    }

    public long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => long.MinValue;

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

    /// <summary>Emits what a user's function gave; what is not a number is Bad, whatever the function says of it.</summary>
    internal static void EmitChecked<TOutput>(in Sample<double> result, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var checkedResult = result;
        if (!double.IsFinite(result.Value) && result.Quality.IsUsable)
            checkedResult = result with { Quality = result.Quality.WorstWith(Quality.Bad | Quality.ComputationError) };
        if (checkedResult.Quality.Has(Quality.ComputationError))
            output.CountFlagged();
        output.Emit(checkedResult);
    }
}
