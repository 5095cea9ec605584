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

    /// <inheritdoc cref="GapExtensions.ReportGaps"/>
    public SignalPipeline ReportGaps(TimeSpan longerThan, SideOutput<GapEvent>? events = null, StageStatistics? statistics = null) =>
        With(GapStages.Report(longerThan, events, statistics));
}
