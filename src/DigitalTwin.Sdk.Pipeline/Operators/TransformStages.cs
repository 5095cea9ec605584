namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines the operators that run a user's function. In JSON they carry the name of the function, which is given again on reading.</summary>
internal static class TransformStages
{
    internal static StageDefinition Value(string? name, Func<double, double> function, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return StageDefinition.Of("transform", statistics, () => new ValueMapCore(function), ("function", name ?? Unnamed));
    }

    internal static StageDefinition Value(StageParameters p) => Value(p.Text("function"), p.Function<Func<double, double>>("function"));

    internal static StageDefinition Sample(string? name, Func<Sample<double>, Sample<double>> function, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return StageDefinition.Of("transformSample", statistics, () => new SampleMapCore(function), ("function", name ?? Unnamed));
    }

    internal static StageDefinition Sample(StageParameters p) => Sample(p.Text("function"), p.Function<Func<Sample<double>, Sample<double>>>("function"));

    internal const string Unnamed = "(unnamed)";
}
