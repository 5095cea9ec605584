using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines the operators of order and time; checks their parameters.</summary>
internal static class OrderingStages
{
    internal static StageDefinition InOrder(TimeSpan lateness, LateSamples late, TimeSpan? maxAhead, int capacity, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lateness, TimeSpan.Zero);
        Require(Enum.IsDefined(late), late, nameof(late), "is not a way to treat late samples");
        if (maxAhead < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(maxAhead), maxAhead, "The limit must be at least 0.");
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1_000_000);
        return StageDefinition.OfRuns(
            "order",
            statistics,
            () => new OrderCore(lateness, late, maxAhead, capacity),
            ("lateness", lateness),
            ("late", late),
            ("maxAhead", maxAhead),
            ("capacity", capacity));
    }

    internal static StageDefinition InOrder(StageParameters p) =>
        InOrder(p.Time("lateness", TimeSpan.Zero), p.Choice<LateSamples>("late", LateSamples.Drop), p.OptionalTime("maxAhead"), p.Count("capacity", 1024));
}
