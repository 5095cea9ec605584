using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines detection of oversampling, substitution and exception reporting; checks their parameters.</summary>
internal static class DetectionStages
{
    internal static StageDefinition Oversampling(int runs, bool isReducing, SideOutput<EffectivePeriod>? periods = null, StageStatistics? statistics = null)
    {
        Require(runs is >= 5 and <= 10_000, runs, nameof(runs), "must be 5 to 10,000");
        return StageDefinition.Of("oversampling", statistics, () => new OversamplingCore(runs, isReducing, periods), ("runs", runs), ("reduce", isReducing));
    }

    internal static StageDefinition Oversampling(StageParameters p) => Oversampling(p.Count("runs"), p.Flag("reduce", false));

    internal static StageDefinition Substitution(TimeSpan limit, double? constant, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        Require(constant is not { } number || double.IsFinite(number), constant!, nameof(constant), "must be a finite number");
        return StageDefinition.Of("substitution", statistics, () => new SubstitutionCore(limit, constant), ("limit", limit), ("constant", constant));
    }

    internal static StageDefinition Substitution(StageParameters p)
    {
        var constant = p.Number("constant", double.NaN);
        return Substitution(p.Time("limit"), double.IsNaN(constant) ? null : constant);
    }

    internal static StageDefinition Exceptions(
        double deviation, TimeSpan minInterval, TimeSpan? maxInterval, TimeSpan? keyFrames, StageStatistics? statistics = null)
    {
        Require(double.IsFinite(deviation) && deviation >= 0, deviation, nameof(deviation), "must be a finite number of at least 0");
        ArgumentOutOfRangeException.ThrowIfLessThan(minInterval, TimeSpan.Zero);
        Require(maxInterval is not { } most || most > minInterval, maxInterval!, nameof(maxInterval), "must be above the smallest interval");
        CompressionStages.RequireFrames(keyFrames);
        return StageDefinition.Of(
            "exceptions",
            statistics,
            () => new ExceptionCore(deviation, minInterval, maxInterval ?? TimeSpan.MaxValue, new KeyFrames(keyFrames)),
            ("deviation", deviation),
            ("minInterval", minInterval),
            ("maxInterval", maxInterval),
            ("keyFrames", keyFrames));
    }

    internal static StageDefinition Exceptions(StageParameters p) =>
        Exceptions(p.Number("deviation"), p.Time("minInterval", TimeSpan.Zero), p.OptionalTime("maxInterval"), p.OptionalTime("keyFrames"));
}
