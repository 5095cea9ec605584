namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Operators that turn irregular samples into regular ones.</summary>
public static class ResamplingExtensions
{
    /// <summary>
    /// Gives values at regular times: whole multiples of <paramref name="every"/> since an origin, 1970-01-01T00:00Z unless given, so that
    /// two signals with the same period meet at the same times.
    /// </summary>
    /// <remarks>
    /// <para>
    /// <see cref="ResampleMethod.Linear"/> and <see cref="ResampleMethod.Previous"/>: a sample exactly on the grid goes on as it is.
    /// Between two usable samples at most <paramref name="maxGap"/> apart the grid times get the value of the method:
    /// <see cref="ResampleMethod.Linear"/> marks it <see cref="Quality.Interpolated"/> and gives it the worse quality of both neighbours,
    /// so that it stays Good between Good samples; <see cref="ResampleMethod.Previous"/> repeats value and quality for at most
    /// <paramref name="maxGap"/>. Linear waits for the next sample; the arrival time of a computed value is that of the sample that
    /// made it possible. <see cref="ResampleMethod.Next"/> and <see cref="ResampleMethod.Nearest"/> give value and quality of a sample at
    /// most <paramref name="maxGap"/> away from the grid time; a lost link between the two forbids it.
    /// </para>
    /// <para>
    /// The other methods look at the whole period that ends at a grid time. Its coverage is the part of it in which the signal is known:
    /// the time between neighbouring usable samples at most <paramref name="maxGap"/> apart, and with <see cref="SignalShape.Step"/> also
    /// the first <paramref name="maxGap"/> after the last sample before a gap, up to a lost link. The result is as good as the worst sample in
    /// it from a coverage of 0.9, at most Uncertain | <see cref="Quality.Interpolated"/> from 0.5, and Bad | <see cref="Quality.Stale"/> below,
    /// the first, begun period included. A period without samples has no mean, extreme, first or last value; count and sum are 0
    /// where it is covered. A result that is not finite is Bad | <see cref="Quality.ComputationError"/>. State is one sample and the totals
    /// of one period.
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
    /// <param name="origin">A time on the grid; null (the default) for 1970-01-01T00:00Z.</param>
    /// <param name="shape">What the signal does between two samples; for the methods that look at whole periods.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>Samples at strictly rising times, on the grid but for reports of a lost link.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> Resample(
        this IObservable<Sample<double>> source,
        TimeSpan every,
        TimeSpan maxGap,
        ResampleMethod method = ResampleMethod.Linear,
        GapPolicy gaps = GapPolicy.Leave,
        DateTimeOffset? origin = null,
        SignalShape shape = SignalShape.Line,
        StageStatistics? statistics = null) =>
        source.Through(() => ResamplingStages.Resample(every, maxGap, method, gaps, origin, shape, statistics));
}
