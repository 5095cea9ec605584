namespace DigitalTwin.Sdk.Pipeline;

/// <content>What a signal is really worth, and what stands in for it.</content>
public sealed partial class SignalPipeline
{
    /// <inheritdoc cref="DetectionExtensions.DetectOversampling"/>
    public SignalPipeline DetectOversampling(SideOutput<EffectivePeriod>? periods, int runs = 20, StageStatistics? statistics = null) =>
        With(DetectionStages.Oversampling(runs, isReducing: false, periods, statistics));

    /// <inheritdoc cref="DetectionExtensions.ReduceOversampling"/>
    public SignalPipeline ReduceOversampling(int runs = 20, SideOutput<EffectivePeriod>? periods = null, StageStatistics? statistics = null) =>
        With(DetectionStages.Oversampling(runs, isReducing: true, periods, statistics));

    /// <inheritdoc cref="DetectionExtensions.SubstituteBad"/>
    public SignalPipeline SubstituteBad(TimeSpan limit, double? constant = null, StageStatistics? statistics = null) =>
        With(DetectionStages.Substitution(limit, constant, statistics));

    /// <inheritdoc cref="DetectionExtensions.ReportByException"/>
    public SignalPipeline ReportByException(
        double deviation, TimeSpan minInterval = default, TimeSpan? maxInterval = null, TimeSpan? keyFrames = null, StageStatistics? statistics = null) =>
        With(DetectionStages.Exceptions(deviation, minInterval, maxInterval, keyFrames, statistics));
}
