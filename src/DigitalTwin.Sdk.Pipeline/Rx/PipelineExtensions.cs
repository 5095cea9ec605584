namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Joins Rx streams and pipelines.</summary>
public static class PipelineExtensions
{
    /// <summary>Passes a stream through a pipeline. Every subscription has a state of its own and is delivered on the thread of the source.</summary>
    /// <param name="source">The samples, one at a time, as Rx demands.</param>
    /// <param name="pipeline">What to do with them.</param>
    public static IObservable<Sample<double>> Through(this IObservable<Sample<double>> source, SignalPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pipeline);
        return ThroughObservable.Of(source, pipeline);
    }

    internal static IObservable<Sample<double>> Through(this IObservable<Sample<double>> source, StageDefinition stage)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ThroughObservable.Of(source, new SignalPipeline().With(stage));
    }
}
