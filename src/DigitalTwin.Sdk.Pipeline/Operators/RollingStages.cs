using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines statistics of trailing windows; checks their parameters.</summary>
internal static class RollingStages
{
    private const int MostSamples = 1_000_000;

    internal static StageDefinition ByNumber(RollingStatistic statistic, int window, int minimum, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, MostSamples);
        Require(minimum >= 1 && minimum <= window, minimum, nameof(minimum), "must be 1 to the window");
        return Define(statistic, window, TimeSpan.MaxValue, minimum, statistics, ("statistic", statistic), ("samples", window), ("minimum", minimum));
    }

    internal static StageDefinition ByTime(RollingStatistic statistic, TimeSpan window, int minimum, int capacity, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MostSamples);
        Require(minimum >= 1 && minimum <= capacity, minimum, nameof(minimum), "must be 1 to the capacity");
        return Define(
            statistic,
            capacity,
            window,
            minimum,
            statistics,
            ("statistic", statistic),
            ("window", window),
            ("minimum", minimum),
            ("capacity", capacity));
    }

    internal static StageDefinition Rolling(StageParameters p)
    {
        var statistic = p.Choice<RollingStatistic>("statistic");
        if (p.OptionalTime("window") is { } window)
            return ByTime(statistic, window, p.Count("minimum", 1), p.Count("capacity", 65_536));
        var samples = p.Count("samples");
        return ByNumber(statistic, samples, p.Count("minimum", samples));
    }

    private static StageDefinition Define(
        RollingStatistic statistic,
        int capacity,
        TimeSpan span,
        int minimum,
        StageStatistics? statistics,
        params (string Name, object? Value)[] parameters)
    {
        // Of one sample neither noise nor trend is known; 0 would be false news.
        var isOfTwo = statistic is RollingStatistic.StandardDeviation or RollingStatistic.Slope;
        var least = isOfTwo ? 2 : 1;
        Require(capacity >= least, capacity, span == TimeSpan.MaxValue ? "window" : "capacity", "must be at least 2 for this statistic");
        return statistic switch
        {
            RollingStatistic.Mean => Of(() => new RollingMoments(isDeviation: false)),
            RollingStatistic.StandardDeviation => Of(() => new RollingMoments(isDeviation: true)),
            RollingStatistic.Minimum => Of(() => new RollingExtreme(capacity, isMaximum: false)),
            RollingStatistic.Maximum => Of(() => new RollingExtreme(capacity, isMaximum: true)),
            RollingStatistic.Median => Of(() => new RollingMedian()),
            RollingStatistic.Slope => Of(() => default(RollingSlope)),
            RollingStatistic.Count => Of(() => default(RollingCount)),
            _ => throw new ArgumentOutOfRangeException(nameof(statistic), statistic, "There is no such statistic."),
        };

        StageDefinition Of<TValue>(Func<TValue> value)
            where TValue : struct, IRollingValue =>
            StageDefinition.OfRuns("rolling", statistics, () => new RollingCore<TValue>(capacity, span, Math.Max(minimum, least), value()), parameters);
    }
}
