namespace DigitalTwin.Sdk.Pipeline;

/// <content>Which time counts.</content>
public sealed partial class SignalPipeline
{
    /// <inheritdoc cref="TimeExtensions.TrustSourceTime"/>
    public SignalPipeline TrustSourceTime(TimeSpan maxAhead, TimeSpan? maxBehind = null, StageStatistics? statistics = null) =>
        With(TimeStages.Trust(maxAhead, maxBehind, statistics));

    /// <inheritdoc cref="TimeExtensions.UseArrivalTime"/>
    public SignalPipeline UseArrivalTime(StageStatistics? statistics = null) => With(TimeStages.Arrival(statistics));

    /// <inheritdoc cref="TimeExtensions.ShiftTime"/>
    public SignalPipeline ShiftTime(TimeSpan by, StageStatistics? statistics = null) => With(TimeStages.Shift(by, statistics));
}
