namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Operators that say what a signal is really worth, and what stands in for it. See <see cref="CleaningExtensions"/> for what holds for every operator.</summary>
public static class DetectionExtensions
{
    /// <summary>Finds signals that are sampled faster than they are measured, so that values repeat in blocks of one length.</summary>
    /// <remarks>
    /// Looks at the last <paramref name="runs"/> runs of equal values: if at least 0.8 of them have one length above 1, that is the number of
    /// samples per value. Runs of more than 256 samples are a signal that stands still and do not count; nor does one whose beginning was not seen,
    /// as after a lost link. The samples pass unchanged. Those not newer than the newest are dropped and counted late or duplicate. Keeps as
    /// many numbers as runs.
    /// </remarks>
    /// <param name="source">The samples, in order, as they are measured: before resampling and smoothing.</param>
    /// <param name="periods">Is told the effective period when it is first known and when it changes; null to tell nobody.</param>
    /// <param name="runs">How many runs to look at, 5 to 10,000.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public static IObservable<Sample<double>> DetectOversampling(
        this IObservable<Sample<double>> source, SideOutput<EffectivePeriod>? periods, int runs = 20, StageStatistics? statistics = null) =>
        source.Through(() => DetectionStages.Oversampling(runs, isReducing: false, periods, statistics));

    /// <summary>Drops the samples that only repeat the one before because the signal is sampled faster than it is measured.</summary>
    /// <remarks>As <see cref="DetectOversampling"/>; once the number of samples per value is known, one of that many equal samples goes on.</remarks>
    /// <param name="source">The samples, in order, as they are measured: before resampling and smoothing.</param>
    /// <param name="runs">How many runs to look at, 5 to 10,000.</param>
    /// <param name="periods">Is told the effective period when it is first known and when it changes; null to tell nobody.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public static IObservable<Sample<double>> ReduceOversampling(
        this IObservable<Sample<double>> source, int runs = 20, SideOutput<EffectivePeriod>? periods = null, StageStatistics? statistics = null) =>
        source.Through(() => DetectionStages.Oversampling(runs, isReducing: true, periods, statistics));

    /// <summary>Puts a value in the place of samples that are not usable: the last usable one, or a constant.</summary>
    /// <remarks>
    /// As Uncertain | <see cref="Quality.Substituted"/> with the reasons of the sample, at its time. This is the one operator after which a Bad sample
    /// may be used with care, so say it where it is wanted. Nothing stands in for a lost link and what follows it up to the next usable sample,
    /// nor before the first. Keeps one sample; no bound is reached and nothing is dropped.
    /// </remarks>
    /// <param name="source">The samples, in order; one from before the newest usable one is not replaced.</param>
    /// <param name="limit">For how long after the last usable sample, above 0.</param>
    /// <param name="constant">The value, finite, in the unit of the property; null (the default) for the last usable one.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static IObservable<Sample<double>> SubstituteBad(
        this IObservable<Sample<double>> source, TimeSpan limit, double? constant = null, StageStatistics? statistics = null) =>
        source.Through(() => DetectionStages.Substitution(limit, constant, statistics));

    /// <summary>Passes on what differs from the last sample passed on, each time with the sample just before: the exception reporting of historians.</summary>
    /// <remarks>
    /// A sample goes on if its value differs by more than <paramref name="deviation"/>, or its quality at all, or
    /// <paramref name="maxInterval"/> has gone by; the newest one held back goes on before it, so that a line through what is stored is never off by more
    /// than twice the deviation where <paramref name="minInterval"/> is 0: every sample lies within the deviation of the one that began its stretch. The rest is dropped and counted. Completion gives the sample held back. Keeps two
    /// samples. Those not newer than the newest are dropped and counted late or duplicate.
    /// </remarks>
    /// <param name="source">The samples, in order.</param>
    /// <param name="deviation">The largest difference that is no news, in the unit of the property, at least 0.</param>
    /// <param name="minInterval">Differences of values sooner than this are no news, at least 0; 0 by default.</param>
    /// <param name="maxInterval">After this long any sample is news, above the smallest interval; null (the default) for never.</param>
    /// <param name="keyFrames">The first sample of every full period of this length since 1970, UTC, goes on too, so that whoever begins to read there has a value; above 0;
    /// null (the default) for none.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static IObservable<Sample<double>> ReportByException(
        this IObservable<Sample<double>> source,
        double deviation,
        TimeSpan minInterval = default,
        TimeSpan? maxInterval = null,
        TimeSpan? keyFrames = null,
        StageStatistics? statistics = null) =>
        source.Through(() => DetectionStages.Exceptions(deviation, minInterval, maxInterval, keyFrames, statistics));
}
