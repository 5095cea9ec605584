namespace DigitalTwin.Sdk.Pipeline;

/// <content>The operators; what each does is said where it stands as an Rx operator.</content>
public sealed partial class SignalPipeline
{
    /// <inheritdoc cref="OrderingExtensions.InOrder"/>
    public SignalPipeline InOrder(
        TimeSpan lateness = default,
        LateSamples late = LateSamples.Drop,
        TimeSpan? maxAhead = null,
        int capacity = 1024,
        StageStatistics? statistics = null) =>
        With(OrderingStages.InOrder(lateness, late, maxAhead, capacity, statistics));

    /// <inheritdoc cref="CleaningExtensions.RejectOutside"/>
    public SignalPipeline RejectOutside(double min, double max, StageStatistics? statistics = null) => With(CleaningStages.Range(min, max, statistics));

    /// <inheritdoc cref="CleaningExtensions.FlagOutside"/>
    public SignalPipeline FlagOutside(double min, double max, StageStatistics? statistics = null) => With(CleaningStages.OperatingRange(min, max, statistics));

    /// <inheritdoc cref="CleaningExtensions.RejectSpikes"/>
    public SignalPipeline RejectSpikes(
        int window, double sigmas, double resolution = 0, SpikeAction action = SpikeAction.Flag, StageStatistics? statistics = null) =>
        With(CleaningStages.Spikes(window, sigmas, resolution, action, statistics));

    /// <inheritdoc cref="CleaningExtensions.Hampel"/>
    public SignalPipeline Hampel(
        int window, double sigmas, double resolution = 0, SpikeAction action = SpikeAction.ReplaceByMedian, StageStatistics? statistics = null) =>
        With(CleaningStages.Hampel(window, sigmas, resolution, action, statistics));

    /// <inheritdoc cref="CleaningExtensions.RejectFastChanges"/>
    public SignalPipeline RejectFastChanges(double maxChange, TimeSpan per, StageStatistics? statistics = null) =>
        With(CleaningStages.FastChanges(maxChange, per, statistics));

    /// <inheritdoc cref="CleaningExtensions.FlagStuck"/>
    public SignalPipeline FlagStuck(TimeSpan after, double resolution = 0, StageStatistics? statistics = null) =>
        With(CleaningStages.Stuck(after, resolution, statistics));

    /// <inheritdoc cref="ResamplingExtensions.Resample"/>
    public SignalPipeline Resample(
        TimeSpan every,
        TimeSpan maxGap,
        ResampleMethod method = ResampleMethod.Linear,
        GapPolicy gaps = GapPolicy.Leave,
        DateTimeOffset? origin = null,
        SignalShape shape = SignalShape.Line,
        StageStatistics? statistics = null) =>
        With(ResamplingStages.Resample(every, maxGap, method, gaps, origin, shape, statistics));

    /// <inheritdoc cref="CorrectionExtensions.RejectSentinels"/>
    public SignalPipeline RejectSentinels(IReadOnlyList<double> sentinels, StageStatistics? statistics = null) =>
        With(CorrectionStages.Sentinels(sentinels, statistics));

    /// <inheritdoc cref="CorrectionExtensions.FlagSaturated"/>
    public SignalPipeline FlagSaturated(double low, double high, StageStatistics? statistics = null) =>
        With(CorrectionStages.Saturation(low, high, statistics));

    /// <inheritdoc cref="CorrectionExtensions.Correct"/>
    public SignalPipeline Correct(double gain = 1, double bias = 0, StageStatistics? statistics = null) =>
        With(CorrectionStages.Correction(gain, bias, statistics));

    /// <inheritdoc cref="CorrectionExtensions.ConvertUnit"/>
    public SignalPipeline ConvertUnit(UnitOfMeasure from, UnitOfMeasure to, StageStatistics? statistics = null) =>
        With(CorrectionStages.Conversion(from, to, statistics));

    /// <inheritdoc cref="SmoothingExtensions.Ewma"/>
    public SignalPipeline Ewma(TimeSpan timeConstant, TimeSpan? maxGap = null, StageStatistics? statistics = null) =>
        With(SmoothingStages.Ewma(timeConstant, maxGap, statistics));

    /// <inheritdoc cref="SmoothingExtensions.MedianFilter"/>
    public SignalPipeline MedianFilter(int window, StageStatistics? statistics = null) => With(SmoothingStages.Median(window, statistics));

    /// <inheritdoc cref="SmoothingExtensions.SavitzkyGolay"/>
    public SignalPipeline SavitzkyGolay(int window, int order, StageStatistics? statistics = null) =>
        With(SmoothingStages.SavitzkyGolay(window, order, statistics));

    /// <inheritdoc cref="RollingExtensions.Rolling(IObservable{Sample{double}}, RollingStatistic, int, int?, StageStatistics?)"/>
    public SignalPipeline Rolling(RollingStatistic statistic, int window, int? minimum = null, StageStatistics? statistics = null) =>
        With(RollingStages.ByNumber(statistic, window, minimum ?? window, statistics));

    /// <inheritdoc cref="RollingExtensions.Rolling(IObservable{Sample{double}}, RollingStatistic, TimeSpan, int, int, StageStatistics?)"/>
    public SignalPipeline Rolling(RollingStatistic statistic, TimeSpan window, int minimum = 1, int capacity = 65_536, StageStatistics? statistics = null) =>
        With(RollingStages.ByTime(statistic, window, minimum, capacity, statistics));

    /// <inheritdoc cref="CompressionExtensions.Deadband"/>
    public SignalPipeline Deadband(double width, TimeSpan? maxInterval = null, TimeSpan? keyFrames = null, StageStatistics? statistics = null) =>
        With(CompressionStages.Deadband(width, maxInterval, keyFrames, statistics));

    /// <inheritdoc cref="CompressionExtensions.SwingingDoor"/>
    public SignalPipeline SwingingDoor(
        double deviation, TimeSpan minInterval = default, TimeSpan? maxInterval = null, TimeSpan? keyFrames = null, StageStatistics? statistics = null) =>
        With(CompressionStages.SwingingDoor(deviation, minInterval, maxInterval, keyFrames, statistics));

    /// <summary>Computes a new value from each usable value; see the Rx operator of this name for what happens when the function fails.</summary>
    /// <param name="name">Name of the function, by which JSON speaks of it.</param>
    /// <param name="function">The new value from the value, in the unit of the property.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public SignalPipeline Transform(string name, Func<double, double> function, StageStatistics? statistics = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return With(TransformStages.Value(name, function, statistics));
    }

    /// <summary>Computes a new sample from each sample; see the Rx operator of this name for what happens when the function fails.</summary>
    /// <param name="name">Name of the function, by which JSON speaks of it.</param>
    /// <param name="function">The new sample from the sample. It must depend on nothing else, or save and restore cannot give the same continuation.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public SignalPipeline TransformSample(string name, Func<Sample<double>, Sample<double>> function, StageStatistics? statistics = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return With(TransformStages.Sample(name, function, statistics));
    }
}
