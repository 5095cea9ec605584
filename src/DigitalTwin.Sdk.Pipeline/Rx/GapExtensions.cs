namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Operators that say what is to be done where samples are missing. See <see cref="CleaningExtensions"/> for what holds for every operator.</summary>
public static class GapExtensions
{
    /// <summary>Puts values where a signal was silent or Bad for too long: <c>FillGaps(longerThan: 5 s, GapFill.Linear, every: 1 s, limit: 60 s)</c>.</summary>
    /// <remarks>
    /// <para>
    /// A gap lies between two usable samples more than <paramref name="longerThan"/> apart. It gets samples every <paramref name="every"/>
    /// after its first one. Holding and constant values go on for at most <paramref name="limit"/>; a line is drawn only across gaps not
    /// longer than that. What was put in is at most Uncertain | <see cref="Quality.GapFilled"/>, and its arrival time is that of the
    /// sample that made it possible: no clock is read, so that a gap is filled when the next sample comes, Bad ones included unless a line is
    /// wanted. Where the limit leaves a hole, one sample Bad | <see cref="Quality.Stale"/> says so.
    /// </para>
    /// <para>
    /// Nothing is ever put in from a lost link (Bad | <see cref="Quality.CommLoss"/>) to the next usable sample; news of it goes on at once.
    /// Other Bad samples, and those without data, end here (dropped) as long as a value may stand in for them, and pass after that. Samples
    /// not newer than the newest output are dropped and counted late or duplicate. Completion does not close a gap. Keeps one sample.
    /// </para>
    /// </remarks>
    /// <param name="source">The samples, in order; put <c>InOrder</c> before.</param>
    /// <param name="longerThan">The longest silence that is no gap, above 0.</param>
    /// <param name="fill">What to put in.</param>
    /// <param name="every">The time between two samples put in, above 0.</param>
    /// <param name="limit">How long may be filled, above 0.</param>
    /// <param name="most">How many samples may be put into one gap, 1 to 1,000,000; the limit is at most as long as these reach.</param>
    /// <param name="substitute">The value for <see cref="GapFill.Constant"/>, in the unit of the property; finite.</param>
    /// <param name="events">Is told of each gap, with cause and length, when it has closed; null to tell nobody.</param>
    /// <param name="statistics">Counts what happens, samples put in as flagged; null to count nothing.</param>
    /// <returns>Samples at strictly rising times.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> FillGaps(
        this IObservable<Sample<double>> source,
        TimeSpan longerThan,
        GapFill fill,
        TimeSpan every,
        TimeSpan limit,
        int most = 10_000,
        double substitute = 0,
        SideOutput<GapEvent>? events = null,
        StageStatistics? statistics = null) =>
        source.Through(() => GapStages.Fill(longerThan, fill, every, limit, most, substitute, events, statistics));

    /// <summary>Puts what a model says where a signal was silent or Bad for too long.</summary>
    /// <remarks>
    /// As <see cref="FillGaps"/> with <see cref="GapFill.Hold"/>, with values from a function of event time: a physical model, a filter's
    /// prediction, last week's curve. They are Uncertain | <see cref="Quality.GapFilled"/> | <see cref="Quality.Estimated"/>. If the function throws,
    /// or what it gives is no finite number, that sample is Bad | <see cref="Quality.ComputationError"/> and counted as an error.
    /// </remarks>
    /// <param name="source">The samples, in order; put <c>InOrder</c> before.</param>
    /// <param name="longerThan">The longest silence that is no gap, above 0.</param>
    /// <param name="model">The value at an event time, UTC, in the unit of the property. It must give the same for the same time, or a replay would not give what the live run gave.</param>
    /// <param name="every">The time between two samples put in, above 0.</param>
    /// <param name="limit">How long may be filled, above 0.</param>
    /// <param name="most">How many samples may be put into one gap, 1 to 1,000,000; the limit is at most as long as these reach.</param>
    /// <param name="events">Is told of each gap, with cause and length, when it has closed; null to tell nobody.</param>
    /// <param name="statistics">Counts what happens, samples put in as flagged; null to count nothing.</param>
    /// <returns>Samples at strictly rising times.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> FillGapsByModel(
        this IObservable<Sample<double>> source,
        TimeSpan longerThan,
        Func<DateTimeOffset, double> model,
        TimeSpan every,
        TimeSpan limit,
        int most = 10_000,
        SideOutput<GapEvent>? events = null,
        StageStatistics? statistics = null) =>
        source.Through(() => GapStages.FillByModel(null, longerThan, model, every, limit, most, events, statistics));

    /// <summary>Tells of gaps and leaves them empty.</summary>
    /// <remarks>As <see cref="FillGaps"/> with <see cref="GapFill.Leave"/>: Bad samples pass. Every lost link is a gap, however short.</remarks>
    /// <param name="source">The samples, in order; put <c>InOrder</c> before.</param>
    /// <param name="longerThan">The longest silence that is no gap, above 0.</param>
    /// <param name="events">Is told of each gap when it has closed; null to tell nobody.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>The samples that come in, at strictly rising times.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above 0.</exception>
    public static IObservable<Sample<double>> ReportGaps(
        this IObservable<Sample<double>> source, TimeSpan longerThan, SideOutput<GapEvent>? events = null, StageStatistics? statistics = null) =>
        source.Through(() => GapStages.Report(longerThan, events, statistics));
}
