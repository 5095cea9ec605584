using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines the operators that take noise away; checks their parameters.</summary>
internal static class SmoothingStages
{
    private const int LongestWindow = 255;

    internal static StageDefinition Ewma(TimeSpan timeConstant, TimeSpan? maxGap, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeConstant, TimeSpan.Zero);
        if (maxGap <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(maxGap), maxGap, "The gap must be above 0.");
        return StageDefinition.Of(
            "ewma",
            statistics,
            () => new PointCore<EwmaOperator>(new EwmaOperator(timeConstant, maxGap ?? TimeSpan.MaxValue)),
            ("timeConstant", timeConstant),
            ("maxGap", maxGap));
    }

    internal static StageDefinition Ewma(StageParameters p) => Ewma(p.Time("timeConstant"), p.OptionalTime("maxGap"));

    internal static StageDefinition Median(int window, StageStatistics? statistics = null)
    {
        RequireWindow(window);
        return StageDefinition.Of("median", statistics, () => new CentredCore<MedianFilter>(window, new MedianFilter(window)), ("window", window));
    }

    internal static StageDefinition Median(StageParameters p) => Median(p.Count("window"));

    internal static StageDefinition SavitzkyGolay(int window, int order, StageStatistics? statistics = null)
    {
        RequireWindow(window);
        Require(order >= 0 && order < window && order <= 10, order, nameof(order), "must be at least 0, less than the window, and at most 10");
        var weights = SavitzkyGolayFilter.Weights(window, order);
        return StageDefinition.Of(
            "savitzkyGolay",
            statistics,
            () => new CentredCore<SavitzkyGolayFilter>(window, new SavitzkyGolayFilter(weights)),
            ("window", window),
            ("order", order));
    }

    internal static StageDefinition SavitzkyGolay(StageParameters p) => SavitzkyGolay(p.Count("window"), p.Count("order"));

    private static void RequireWindow(int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, LongestWindow);
        Require(window % 2 == 1, window, nameof(window), "must be odd, so that there is a middle");
    }
}
