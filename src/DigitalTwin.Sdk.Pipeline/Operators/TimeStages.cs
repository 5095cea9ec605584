using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines the operators that say which time counts; checks their parameters.</summary>
internal static class TimeStages
{
    internal static StageDefinition Trust(TimeSpan maxAhead, TimeSpan? maxBehind, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAhead, TimeSpan.Zero);
        var behind = maxBehind ?? maxAhead;
        Require(behind >= TimeSpan.Zero, behind, nameof(maxBehind), "must be at least 0");
        return StageDefinition.Of(
            "sourceTime",
            statistics,
            () => new TimeCore(maxAhead.Ticks, behind.Ticks, 0),
            ("maxAhead", maxAhead),
            ("maxBehind", maxBehind));
    }

    internal static StageDefinition Trust(StageParameters p) => Trust(p.Time("maxAhead"), p.OptionalTime("maxBehind"));

    internal static StageDefinition Arrival(StageStatistics? statistics = null) => StageDefinition.Of("arrivalTime", statistics, () => default(ArrivalTimeCore));

    internal static StageDefinition Arrival(StageParameters p)
    {
        ArgumentNullException.ThrowIfNull(p);
        return Arrival();
    }

    internal static StageDefinition Shift(TimeSpan by, StageStatistics? statistics = null)
    {
        Require(by.Duration() <= TimeSpan.FromDays(3660), by, nameof(by), "must be ten years at most");
        return StageDefinition.Of("shiftTime", statistics, () => new TimeCore(long.MaxValue, long.MaxValue, by.Ticks), ("by", by));
    }

    internal static StageDefinition Shift(StageParameters p) => Shift(p.Time("by"));
}
