using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines the operators that judge samples; checks their parameters.</summary>
internal static class CleaningStages
{
    internal static StageDefinition Range(double min, double max, StageStatistics? statistics = null)
    {
        if (!(min <= max))
            throw new ArgumentException($"The range is empty: {min} to {max}.", nameof(min));
        return StageDefinition.OfRuns("range", statistics, () => new RangeCore(min, max, Quality.Bad | Quality.OutOfRange), ("min", min), ("max", max));
    }

    internal static StageDefinition Range(StageParameters p) => Range(p.Number("min"), p.Number("max"));

    internal static StageDefinition OperatingRange(double min, double max, StageStatistics? statistics = null)
    {
        if (!(min <= max))
            throw new ArgumentException($"The range is empty: {min} to {max}.", nameof(min));
        return StageDefinition.OfRuns("operatingRange", statistics, () => new RangeCore(min, max, Quality.Uncertain | Quality.OutOfRange), ("min", min), ("max", max));
    }

    internal static StageDefinition OperatingRange(StageParameters p) =>
        OperatingRange(p.Number("min"), p.Number("max"));

    internal static StageDefinition Spikes(int window, double sigmas, double resolution, SpikeAction action, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, 4096);
        Require(sigmas > 0 && double.IsFinite(sigmas), sigmas, nameof(sigmas), "must be a finite number above 0");
        Require(resolution >= 0 && double.IsFinite(resolution), resolution, nameof(resolution), "must be a finite number, at least 0");
        Require(Enum.IsDefined(action), action, nameof(action), "is not an action");
        return StageDefinition.Of(
            "spikes",
            statistics,
            () => new SpikeCore(window, sigmas, resolution, action),
            ("window", window),
            ("sigmas", sigmas),
            ("resolution", resolution),
            ("action", action));
    }

    internal static StageDefinition Spikes(StageParameters p) =>
        Spikes(p.Count("window"), p.Number("sigmas"), p.Number("resolution", 0), p.Choice<SpikeAction>("action", SpikeAction.Flag));

    internal static StageDefinition Hampel(int window, double sigmas, double resolution, SpikeAction action, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, 255);
        Require(window % 2 == 1, window, nameof(window), "must be odd, so that the judged sample stands in the middle");
        Require(sigmas > 0 && double.IsFinite(sigmas), sigmas, nameof(sigmas), "must be a finite number above 0");
        Require(resolution >= 0 && double.IsFinite(resolution), resolution, nameof(resolution), "must be a finite number, at least 0");
        Require(Enum.IsDefined(action), action, nameof(action), "is not an action");
        return StageDefinition.OfRuns(
            "hampel",
            statistics,
            () => new HampelCore(window, sigmas, resolution, action),
            ("window", window),
            ("sigmas", sigmas),
            ("resolution", resolution),
            ("action", action));
    }

    internal static StageDefinition Hampel(StageParameters p) =>
        Hampel(p.Count("window"), p.Number("sigmas"), p.Number("resolution", 0), p.Choice<SpikeAction>("action", SpikeAction.ReplaceByMedian));

    internal static StageDefinition FastChanges(double maxChange, TimeSpan per, StageStatistics? statistics = null)
    {
        Require(maxChange > 0 && double.IsFinite(maxChange), maxChange, nameof(maxChange), "must be a finite number above 0");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        return StageDefinition.Of("rate", statistics, () => new RateCore(maxChange, per), ("maxChange", maxChange), ("per", per));
    }

    internal static StageDefinition FastChanges(StageParameters p) => FastChanges(p.Number("maxChange"), p.Time("per"));

    internal static StageDefinition Stuck(TimeSpan after, double resolution, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(after, TimeSpan.Zero);
        Require(resolution >= 0 && double.IsFinite(resolution), resolution, nameof(resolution), "must be a finite number, at least 0");
        return StageDefinition.Of("stuck", statistics, () => new StuckCore(after, resolution), ("after", after), ("resolution", resolution));
    }

    internal static StageDefinition Stuck(StageParameters p) => Stuck(p.Time("after"), p.Number("resolution", 0));
}
