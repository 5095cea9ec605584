namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Your own functions in a live stream. Use these instead of Rx's <c>Select</c>, in which one exception ends the stream for good:
/// here it costs one sample.
/// </summary>
public static class TransformExtensions
{
    /// <summary>Computes a new value from each usable value; times and quality stay: <c>raw.Transform(v => v * 3.6)</c>.</summary>
    /// <remarks>
    /// If the function throws, the sample keeps its value and becomes Bad | <see cref="Quality.ComputationError"/>, and the exception is
    /// counted and kept as <see cref="StageStatistics.LastError"/>. A result that is not a finite number becomes Bad in the
    /// same way. Samples that are not usable pass through, the function does not see them.
    /// </remarks>
    /// <param name="source">The samples, in any order.</param>
    /// <param name="function">The new value from the value, in the unit of the property.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in.</returns>
    public static IObservable<Sample<double>> Transform(
        this IObservable<Sample<double>> source, Func<double, double> function, StageStatistics? statistics = null) =>
        source.Through(() => TransformStages.Value(null, function, statistics));

    /// <summary>Computes a new sample from each sample, Bad ones included, where the value alone is not enough.</summary>
    /// <remarks>
    /// If the function throws, the sample goes on with its value as Bad | <see cref="Quality.ComputationError"/>, and the exception
    /// is counted and kept as <see cref="StageStatistics.LastError"/>. A usable result whose value is not a finite number becomes
    /// Bad in the same way. The function answers for the times it gives.
    /// </remarks>
    /// <param name="source">The samples, in any order.</param>
    /// <param name="function">The new sample from the sample.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in.</returns>
    public static IObservable<Sample<double>> TransformSample(
        this IObservable<Sample<double>> source, Func<Sample<double>, Sample<double>> function, StageStatistics? statistics = null) =>
        source.Through(() => TransformStages.Sample(null, function, statistics));
}
