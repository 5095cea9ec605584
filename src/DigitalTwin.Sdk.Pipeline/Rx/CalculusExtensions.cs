namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Rates, totals and durations, one result for each sample. See <see cref="CleaningExtensions"/> for what holds for every operator.</summary>
/// <remarks>
/// Samples are taken in order; one that is not newer than the newest is dropped and counted late. A result is no better than the two
/// samples it stands between. Each keeps one sample and a sum, and completion gives nothing.
/// </remarks>
public static class CalculusExtensions
{
    /// <summary>How fast the value changes: <c>level.Derivative(per: TimeSpan.FromHours(1), timeConstant: TimeSpan.FromSeconds(30))</c>.</summary>
    /// <remarks>
    /// The slope from the sample before to this one, passed through a first-order filter: d = d + (1 - exp(-dt / <paramref name="timeConstant"/>)) *
    /// (slope - d). A ramp comes out exactly from its second sample on. The first sample, and the first after a gap or a lost link, have no
    /// slope and are dropped. With a filter, a slope that is not Good makes the results no better than it is for as long as it has 1 % of the weight. For the slope of a least-squares line use <c>Rolling</c> with <see cref="RollingStatistic.Slope"/>.
    /// </remarks>
    /// <param name="source">The samples, in order.</param>
    /// <param name="per">The time of the result's unit, above 0: an hour for a result per hour.</param>
    /// <param name="timeConstant">Of the filter, at least 0; 0 (the default) for none.</param>
    /// <param name="maxGap">Over longer distances there is no slope, above 0; null (the default) for no limit.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is outside its range.</exception>
    public static IObservable<Sample<double>> Derivative(
        this IObservable<Sample<double>> source, TimeSpan per, TimeSpan timeConstant = default, TimeSpan? maxGap = null, StageStatistics? statistics = null) =>
        source.Through(() => CalculusStages.Derivative(per, timeConstant, maxGap, statistics));

    /// <summary>Integral since the first sample: <c>power.Integral(per: TimeSpan.FromHours(1), maxGap: TimeSpan.FromMinutes(1))</c> makes kilowatt-hours of kilowatts.</summary>
    /// <remarks>
    /// By trapezoids, or by rectangles for a signal in steps; what rounding would lose is kept (Neumaier 1974). Distances longer than
    /// <paramref name="maxGap"/>, and those with a lost link in them, add nothing, and from the sample at their end on the result is at most Uncertain |
    /// <see cref="Quality.Stale"/>: it is short of what nobody has seen. Uncertain samples make it Uncertain for good likewise.
    /// </remarks>
    /// <param name="source">The samples, in order.</param>
    /// <param name="per">The time in the unit of the samples, above 0: an hour for cubic metres per hour.</param>
    /// <param name="maxGap">The longest distance between two samples that counts, above 0; <see cref="TimeSpan.MaxValue"/> for a signal that is sent only when it changes.</param>
    /// <param name="shape">What the signal does between two samples.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static IObservable<Sample<double>> Integral(
        this IObservable<Sample<double>> source,
        TimeSpan per,
        TimeSpan maxGap,
        SignalShape shape = SignalShape.Line,
        StageStatistics? statistics = null) =>
        source.Through(() => CalculusStages.Integral(per, maxGap, shape, statistics));

    /// <summary>How long a switch or a state has had a value since the first sample: <c>running.TimeInState(1, per: TimeSpan.FromHours(1), maxGap: TimeSpan.FromMinutes(1))</c> gives hours of operation.</summary>
    /// <remarks>A value stands until the next sample. Gaps and lost links as with <see cref="Integral"/>.</remarks>
    /// <param name="source">The samples, in order.</param>
    /// <param name="state">The value; finite.</param>
    /// <param name="per">The unit of the result, above 0: an hour for hours.</param>
    /// <param name="maxGap">The longest distance between two samples that counts, above 0; <see cref="TimeSpan.MaxValue"/> for a signal that is sent only when it changes.</param>
    /// <param name="tolerance">How far a value may be from the state, finite, at least 0; 0 by default.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static IObservable<Sample<double>> TimeInState(
        this IObservable<Sample<double>> source,
        double state,
        TimeSpan per,
        TimeSpan maxGap,
        double tolerance = 0,
        StageStatistics? statistics = null) =>
        source.Through(() => CalculusStages.TimeInState(state, per, maxGap, tolerance, statistics));

    /// <summary>1 where the signal has a value, 0 where it has another: <c>mode.InState(2).Resample(every: 1 h, maxGap: 5 min, ResampleMethod.Integral, shape: SignalShape.Step)</c> gives seconds in each hour.</summary>
    /// <remarks>With <see cref="RollingIntegral"/> and <see cref="SignalShape.Step"/> it gives the seconds of a trailing window. Keeps nothing; samples may come in any order.</remarks>
    /// <param name="source">The samples.</param>
    /// <param name="state">The value; finite.</param>
    /// <param name="tolerance">How far a value may be from the state, finite, at least 0; 0 by default.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static IObservable<Sample<double>> InState(
        this IObservable<Sample<double>> source, double state, double tolerance = 0, StageStatistics? statistics = null) =>
        source.Through(() => CalculusStages.InState(state, tolerance, statistics));

    /// <summary>How far a counter has risen since its first reading, through roll-overs and restarts.</summary>
    /// <remarks>
    /// A reading below the one before is a roll-over if the way up to <paramref name="rollOver"/> and on to it is possible in the time between
    /// them; else a restart from 0 if the way from there is possible: then the reading counts, and as what was counted before the
    /// restart is not known, the result is at most Uncertain | <see cref="Quality.Estimated"/>. Readings that rose or fell in no possible way
    /// are Bad | <see cref="Quality.Spike"/> and those outside the counter's range Bad | <see cref="Quality.OutOfRange"/>; they keep their value and
    /// are not counted on. Neither gaps nor lost links matter, as a counter counts on; but after one so long that it may have gone round more than once the result
    /// is at most Uncertain | <see cref="Quality.Estimated"/>.
    /// </remarks>
    /// <param name="source">The readings, in order.</param>
    /// <param name="rollOver">The number at which the counter begins again at 0, above 0; positive infinity if it never does.</param>
    /// <param name="maxRise">The most by which the counter can rise, in its unit, above 0.</param>
    /// <param name="per">In how much time, above 0.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static IObservable<Sample<double>> Totalise(
        this IObservable<Sample<double>> source, double rollOver, double maxRise, TimeSpan per, StageStatistics? statistics = null) =>
        source.Through(() => CalculusStages.Totaliser(rollOver, maxRise, per, statistics));

    /// <summary>A quantile of the Good samples of the last so much time: <c>raw.RollingQuantile(0.95, window: TimeSpan.FromMinutes(5))</c>.</summary>
    /// <remarks>
    /// On the line between the two values nearest to rank quantile * (n - 1) (Hyndman and Fan 1996, type 7). Only Good samples count and get a
    /// result; Uncertain ones are dropped, Bad ones pass, and a lost link empties the window. Keeps the window; if more samples than
    /// <paramref name="capacity"/> fall into it, the oldest leave it early.
    /// </remarks>
    /// <param name="source">The samples, in order.</param>
    /// <param name="quantile">0 for the smallest value, 0.5 for the median, 1 for the largest.</param>
    /// <param name="window">How long, above 0.</param>
    /// <param name="minimum">With fewer samples there is no result, 1 to the capacity.</param>
    /// <param name="capacity">The most samples that the window holds, 1 to 1,000,000.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static IObservable<Sample<double>> RollingQuantile(
        this IObservable<Sample<double>> source,
        double quantile,
        TimeSpan window,
        int minimum = 1,
        int capacity = 65_536,
        StageStatistics? statistics = null) =>
        source.Through(() => CalculusStages.Quantile(quantile, window, minimum, capacity, statistics));

    /// <summary>
    /// Integral of the Good samples of the last so much time, from the oldest to the newest: <c>flow.RollingIntegral(window: TimeSpan.FromDays(1),
    /// maxGap: TimeSpan.FromMinutes(5), per: TimeSpan.FromHours(1))</c> gives the cubic metres of a day of a flow in cubic metres an hour.
    /// </summary>
    /// <remarks>
    /// By trapezoids, or by rectangles for a signal in steps. Distances longer than <paramref name="maxGap"/> add nothing, and as long as one is in the window the
    /// results are Uncertain | <see cref="Quality.Stale"/>: they are short of what nobody has seen. Only Good samples count and get a result; Uncertain ones are
    /// dropped, Bad ones pass, and a lost link empties the window. Of a single sample there is no integral and no result. Accuracy and capacity as <c>Rolling</c>.
    /// </remarks>
    /// <param name="source">The samples, in order; one that is not newer than the newest is dropped and counted late.</param>
    /// <param name="window">How long, above 0.</param>
    /// <param name="maxGap">The longest distance between two samples that counts, above 0; <see cref="TimeSpan.MaxValue"/> for a signal that is sent only when it changes.</param>
    /// <param name="per">The time in the unit of the samples, above 0: an hour for cubic metres per hour.</param>
    /// <param name="shape">What the signal does between two samples.</param>
    /// <param name="minimum">With fewer samples there is no result, 2 to the capacity.</param>
    /// <param name="capacity">The most samples that the window holds, 2 to 1,000,000.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static IObservable<Sample<double>> RollingIntegral(
        this IObservable<Sample<double>> source,
        TimeSpan window,
        TimeSpan maxGap,
        TimeSpan per,
        SignalShape shape = SignalShape.Line,
        int minimum = 2,
        int capacity = 65_536,
        StageStatistics? statistics = null) =>
        source.Through(() => CalculusStages.RollingIntegral(window, maxGap, per, shape, minimum, capacity, statistics));
}
