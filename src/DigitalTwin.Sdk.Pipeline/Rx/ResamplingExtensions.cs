namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Operators that turn irregular samples into regular ones.</summary>
public static class ResamplingExtensions
{
    /// <summary>
    /// Gives values at regular times: whole multiples of <paramref name="every"/> since 1970-01-01T00:00Z, so that two signals with
    /// the same period meet at the same times.
    /// </summary>
    /// <remarks>
    /// <para>
    /// A sample exactly on the grid goes on as it is. Between two usable samples at most <paramref name="maxGap"/> apart the grid
    /// times get the value of the method: <see cref="ResampleMethod.Linear"/> marks it <see cref="Quality.Interpolated"/> and gives
    /// it the worse quality of both neighbours, so that it stays Good between Good samples; <see cref="ResampleMethod.Previous"/>
    /// repeats value and quality for at most
    /// <paramref name="maxGap"/>. Linear waits for the next sample; the arrival time of a computed value is that of the sample that
    /// made it possible.
    /// </para>
    /// <para>
    /// Longer gaps, and gaps in which a Bad sample reported <see cref="Quality.CommLoss"/>, are never bridged by a line. Other Bad
    /// samples are bridged as if they were missing; once the last usable sample is more than <paramref name="maxGap"/> old they go
    /// on, with their reasons, at most one for each grid time. The first report of a lost link goes on at once, off the grid, so
    /// that nobody takes the last value for a live one. Samples not newer than the newest usable one are dropped and counted; put
    /// <c>InOrder</c> before. Nothing is given after the last sample. See <see cref="CleaningExtensions"/> for what holds for every
    /// operator.
    /// </para>
    /// </remarks>
    /// <param name="source">The samples, in order.</param>
    /// <param name="every">The period of the output, above 0.</param>
    /// <param name="maxGap">The longest distance between two usable samples that may be bridged, above 0 and at most 1,000,000
    /// periods.</param>
    /// <param name="method">How to find a value between samples; a line by default.</param>
    /// <param name="gaps">What to give for a gap; nothing by default.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>Samples at strictly rising times, on the grid but for reports of a lost link.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> Resample(
        this IObservable<Sample<double>> source,
        TimeSpan every,
        TimeSpan maxGap,
        ResampleMethod method = ResampleMethod.Linear,
        GapPolicy gaps = GapPolicy.Leave,
        StageStatistics? statistics = null) =>
        source.Through(ResamplingStages.Resample(every, maxGap, method, gaps, statistics));
}
