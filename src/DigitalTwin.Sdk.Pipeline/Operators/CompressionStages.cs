using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines the operators that leave out what adds little; checks their parameters.</summary>
internal static class CompressionStages
{
    internal static StageDefinition Deadband(double width, TimeSpan? maxInterval, TimeSpan? keyFrames, StageStatistics? statistics = null)
    {
        Require(width >= 0 && double.IsFinite(width), width, nameof(width), "must be a finite number, at least 0");
        if (maxInterval <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(maxInterval), maxInterval, "The interval must be above 0.");
        RequireFrames(keyFrames);
        return StageDefinition.Of(
            "deadband",
            statistics,
            () => new PointCore<DeadbandOperator>(new DeadbandOperator(width, maxInterval ?? TimeSpan.MaxValue, new KeyFrames(keyFrames))),
            ("width", width),
            ("maxInterval", maxInterval),
            ("keyFrames", keyFrames));
    }

    internal static StageDefinition Deadband(StageParameters p) => Deadband(p.Number("width"), p.OptionalTime("maxInterval"), p.OptionalTime("keyFrames"));

    internal static StageDefinition SwingingDoor(
        double deviation, TimeSpan minInterval, TimeSpan? maxInterval, TimeSpan? keyFrames, StageStatistics? statistics = null)
    {
        Require(deviation > 0 && double.IsFinite(deviation), deviation, nameof(deviation), "must be a finite number above 0");
        ArgumentOutOfRangeException.ThrowIfLessThan(minInterval, TimeSpan.Zero);
        if (maxInterval <= minInterval)
            throw new ArgumentOutOfRangeException(nameof(maxInterval), maxInterval, "The longest interval must be longer than the shortest.");
        RequireFrames(keyFrames);
        return StageDefinition.Of(
            "swingingDoor",
            statistics,
            () => new SwingingDoorCore(deviation, minInterval, maxInterval ?? TimeSpan.MaxValue, new KeyFrames(keyFrames)),
            ("deviation", deviation),
            ("minInterval", minInterval),
            ("maxInterval", maxInterval),
            ("keyFrames", keyFrames));
    }

    internal static StageDefinition SwingingDoor(StageParameters p) =>
        SwingingDoor(p.Number("deviation"), p.Time("minInterval", TimeSpan.Zero), p.OptionalTime("maxInterval"), p.OptionalTime("keyFrames"));

    internal static void RequireFrames(TimeSpan? keyFrames) =>
        Require(keyFrames is not { } every || every > TimeSpan.Zero, keyFrames!, nameof(keyFrames), "must be above 0");
}
