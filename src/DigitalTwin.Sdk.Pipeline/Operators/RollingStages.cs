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
        return statistic switch
        {
            RollingStatistic.Mean => Of(() => new RollingMoments(isDeviation: false)),
            RollingStatistic.StandardDeviation => Of(() => new RollingMoments(isDeviation: true)),
            RollingStatistic.Minimum => Of(() => new RollingExtreme(capacity, isMaximum: false)),
            RollingStatistic.Maximum => Of(() => new RollingExtreme(capacity, isMaximum: true)),
            RollingStatistic.Median => Of(() => new RollingMedian()),
            RollingStatistic.Slope => Of(() => default(RollingSlope)),
            RollingStatistic.Count => Of(() => default(RollingCount)),
            RollingStatistic.Integral => Of(() => new RollingIntegral(SignalShape.Line)),
            RollingStatistic.StepIntegral => Of(() => new RollingIntegral(SignalShape.Step)),
            _ => throw new ArgumentOutOfRangeException(nameof(statistic), statistic, "There is no such statistic."),
        };

        StageDefinition Of<TValue>(Func<TValue> value)
            where TValue : struct, IRollingValue =>
            StageDefinition.OfRuns("rolling", statistics, () => new RollingCore<TValue>(capacity, span, minimum, value()), parameters);
    }
}
