namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Statistics of trailing windows, one result for each sample. See <see cref="CleaningExtensions"/> for what holds for every operator.</summary>
public static class RollingExtensions
{
    /// <summary>A statistic of the last so many Good samples, the newest included.</summary>
    /// <remarks>
    /// Each result has time and quality of its newest sample. Only Good samples count and get a result; Uncertain ones are left out and
    /// counted as dropped, Bad ones pass. A lost link empties the window. Sums are of distances from the mean of the window and are worked out anew
    /// every 4,096 samples, and when what has left was large against what stays, so that neither an offset nor a spike costs digits. Keeps the window.
    /// </remarks>
    /// <param name="source">The samples, in order; one that is not newer than the newest is dropped and counted late.</param>
    /// <param name="statistic">What to compute.</param>
    /// <param name="window">How many samples, 1 to 1,000,000.</param>
    /// <param name="minimum">With fewer samples there is no result, 1 to the window; null (the default) for as many as the window.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> Rolling(
        this IObservable<Sample<double>> source, RollingStatistic statistic, int window, int? minimum = null, StageStatistics? statistics = null) =>
        source.Through(() => RollingStages.ByNumber(statistic, window, minimum ?? window, statistics));

    /// <summary>A statistic of the Good samples of the last so much time, from just after t - window up to t, where t is the event time of the newest.</summary>
    /// <remarks>Quality, lost links and accuracy as with a window of so many samples. If more samples than <paramref name="capacity"/> fall into the window, the oldest leave it early, and the results are Uncertain | <see cref="Quality.Overflow"/> for as long as they are missing.</remarks>
    /// <param name="source">The samples, in order; one that is not newer than the newest is dropped and counted late.</param>
    /// <param name="statistic">What to compute.</param>
    /// <param name="window">How long, above 0.</param>
    /// <param name="minimum">With fewer samples there is no result, 1 to the capacity.</param>
    /// <param name="capacity">The most samples that the window holds, 1 to 1,000,000.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> Rolling(
        this IObservable<Sample<double>> source,
        RollingStatistic statistic,
        TimeSpan window,
        int minimum = 1,
        int capacity = 65_536,
        StageStatistics? statistics = null) =>
        source.Through(() => RollingStages.ByTime(statistic, window, minimum, capacity, statistics));
}
