namespace DigitalTwin.Sdk.Pipeline;

/// <content>What is done about gaps.</content>
public sealed partial class SignalPipeline
{
    /// <inheritdoc cref="GapExtensions.FillGaps"/>
    public SignalPipeline FillGaps(
        TimeSpan longerThan,
        GapFill fill,
        TimeSpan every,
        TimeSpan limit,
        int most = 10_000,
        double substitute = 0,
        SideOutput<GapEvent>? events = null,
        StageStatistics? statistics = null) =>
        With(GapStages.Fill(longerThan, fill, every, limit, most, substitute, events, statistics));

    /// <summary>Puts what a model says where a signal was silent or Bad for too long; see the Rx operator of this name.</summary>
    /// <param name="name">Name of the function, by which JSON speaks of it.</param>
    /// <param name="longerThan">The longest silence that is no gap, above 0.</param>
    /// <param name="model">The value at an event time, UTC, in the unit of the property; the same for the same time.</param>
    /// <param name="every">The time between two samples put in, above 0.</param>
    /// <param name="limit">How long may be filled, above 0.</param>
    /// <param name="most">How many samples may be put into one gap, 1 to 1,000,000.</param>
    /// <param name="events">Is told of each gap when it has closed; null to tell nobody.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentException">The name is empty, or a number is outside its range.</exception>
    public SignalPipeline FillGapsByModel(
        string name,
        TimeSpan longerThan,
        Func<DateTimeOffset, double> model,
        TimeSpan every,
        TimeSpan limit,
        int most = 10_000,
        SideOutput<GapEvent>? events = null,
        StageStatistics? statistics = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return With(GapStages.FillByModel(name, longerThan, model, every, limit, most, events, statistics));
    }

    /// <inheritdoc cref="GapExtensions.ReportGaps"/>
    public SignalPipeline ReportGaps(TimeSpan longerThan, SideOutput<GapEvent>? events = null, StageStatistics? statistics = null) =>
        With(GapStages.Report(longerThan, events, statistics));
}
