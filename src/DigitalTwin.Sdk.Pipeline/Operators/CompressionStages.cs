using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines the operators that leave out what adds little; checks their parameters.</summary>
internal static class CompressionStages
{
    internal static StageDefinition Deadband(double width, TimeSpan? maxInterval, StageStatistics? statistics = null)
    {
        Require(width >= 0 && double.IsFinite(width), width, nameof(width), "must be a finite number, at least 0");
        if (maxInterval <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(maxInterval), maxInterval, "The interval must be above 0.");
        return StageDefinition.Of(
            "deadband",
            statistics,
            () => new PointCore<DeadbandOperator>(new DeadbandOperator(width, maxInterval ?? TimeSpan.MaxValue)),
            ("width", width),
            ("maxInterval", maxInterval));
    }

    internal static StageDefinition Deadband(StageParameters p) => Deadband(p.Number("width"), p.OptionalTime("maxInterval"));

    internal static StageDefinition SwingingDoor(double deviation, TimeSpan minInterval, TimeSpan? maxInterval, StageStatistics? statistics = null)
    {
        Require(deviation > 0 && double.IsFinite(deviation), deviation, nameof(deviation), "must be a finite number above 0");
        ArgumentOutOfRangeException.ThrowIfLessThan(minInterval, TimeSpan.Zero);
        if (maxInterval <= minInterval)
            throw new ArgumentOutOfRangeException(nameof(maxInterval), maxInterval, "The longest interval must be longer than the shortest.");
        return StageDefinition.Of(
            "swingingDoor",
            statistics,
            () => new SwingingDoorCore(deviation, minInterval, maxInterval ?? TimeSpan.MaxValue),
            ("deviation", deviation),
            ("minInterval", minInterval),
            ("maxInterval", maxInterval));
    }

    internal static StageDefinition SwingingDoor(StageParameters p) =>
        SwingingDoor(p.Number("deviation"), p.Time("minInterval", TimeSpan.Zero), p.OptionalTime("maxInterval"));
}
