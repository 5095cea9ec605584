namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Rule for every stage: what claims to be usable must be a number; what is not one is Bad from the first operator on.</summary>
internal static class Refusal
{
    internal static void Apply<TOutput>(ref Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (double.IsFinite(sample.Value) || !sample.Quality.IsUsable)
            return;
        output.CountFlagged();
        sample = sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.ConversionError) };
    }
}
