namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Operators that say which time of a source counts. See <see cref="CleaningExtensions"/> for what holds for every operator.</summary>
/// <remarks>They keep no state, take samples of every quality in any order, and stand before <c>InOrder</c>, as they may change the order.</remarks>
public static class TimeExtensions
{
    /// <summary>Trusts the source's time stamps as long as they are near the time of arrival: <c>raw.TrustSourceTime(maxAhead: 5 s, maxBehind: 1 h)</c>.</summary>
    /// <remarks>For a source whose clock may be wrong. A sample whose time is further off has its arrival time from here on.</remarks>
    /// <param name="source">The samples.</param>
    /// <param name="maxAhead">How far a time stamp may lie after its arrival, at least 0.</param>
    /// <param name="maxBehind">How far it may lie before, at least 0: longer than what a source stores while its link is down. Null (the default) for as far as
    /// ahead.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in; with a new time as at most Uncertain | <see cref="Quality.ClockSkew"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative.</exception>
    public static IObservable<Sample<double>> TrustSourceTime(
        this IObservable<Sample<double>> source, TimeSpan maxAhead, TimeSpan? maxBehind = null, StageStatistics? statistics = null) =>
        source.Through(() => TimeStages.Trust(maxAhead, maxBehind, statistics));

    /// <summary>Takes the time of arrival for the time of the event, for a source without a clock or with one that nobody sets.</summary>
    /// <param name="source">The samples.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in, with their qualities.</returns>
    public static IObservable<Sample<double>> UseArrivalTime(this IObservable<Sample<double>> source, StageStatistics? statistics = null) =>
        source.Through(() => TimeStages.Arrival(statistics));

    /// <summary>Moves the event times of a source whose clock is wrong by a known amount, such as one that stamps local time as UTC.</summary>
    /// <param name="source">The samples.</param>
    /// <param name="by">What is added to every event time; ten years at most.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in, with their qualities.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is longer than ten years.</exception>
    public static IObservable<Sample<double>> ShiftTime(this IObservable<Sample<double>> source, TimeSpan by, StageStatistics? statistics = null) =>
        source.Through(() => TimeStages.Shift(by, statistics));
}
