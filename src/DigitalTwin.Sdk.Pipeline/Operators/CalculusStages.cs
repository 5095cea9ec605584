using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines derivative, integrals, totals and quantiles; checks their parameters.</summary>
internal static class CalculusStages
{
    private const int MostSamples = 1_000_000;

    internal static StageDefinition Derivative(TimeSpan per, TimeSpan timeConstant, TimeSpan? maxGap, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeConstant, TimeSpan.Zero);
        RequireGap(maxGap);
        return StageDefinition.Of(
            "derivative",
            statistics,
            () => new PointCore<DerivativeOperator>(new DerivativeOperator(per, timeConstant, maxGap ?? TimeSpan.MaxValue)),
            ("per", per),
            ("timeConstant", timeConstant),
            ("maxGap", maxGap));
    }

    internal static StageDefinition Derivative(StageParameters p) => Derivative(p.Time("per"), p.Time("timeConstant", TimeSpan.Zero), p.OptionalTime("maxGap"));

    internal static StageDefinition Integral(TimeSpan per, TimeSpan maxGap, SignalShape shape, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        RequireGap(maxGap);
        Require(Enum.IsDefined(shape), shape, nameof(shape), "is not a shape");
        return StageDefinition.Of(
            "integral",
            statistics,
            () => new PointCore<IntegralOperator>(new IntegralOperator(per, maxGap, shape)),
            ("per", per),
            ("maxGap", maxGap),
            ("shape", shape));
    }

    internal static StageDefinition Integral(StageParameters p) =>
        Integral(p.Time("per"), p.Time("maxGap"), p.Choice<SignalShape>("shape", SignalShape.Line));

    internal static StageDefinition TimeInState(double state, TimeSpan per, TimeSpan maxGap, double tolerance, StageStatistics? statistics = null)
    {
        Require(double.IsFinite(state), state, nameof(state), "must be a finite number");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        RequireGap(maxGap);
        Require(double.IsFinite(tolerance) && tolerance >= 0, tolerance, nameof(tolerance), "must be a finite number of at least 0");
        return StageDefinition.Of(
            "timeInState",
            statistics,
            () => new PointCore<IntegralOperator>(new IntegralOperator(per, maxGap, SignalShape.Step, state, tolerance)),
            ("state", state),
            ("per", per),
            ("maxGap", maxGap),
            ("tolerance", tolerance));
    }

    internal static StageDefinition TimeInState(StageParameters p) =>
        TimeInState(p.Number("state"), p.Time("per"), p.Time("maxGap"), p.Number("tolerance", 0));

    internal static StageDefinition InState(double state, double tolerance, StageStatistics? statistics = null)
    {
        Require(double.IsFinite(state), state, nameof(state), "must be a finite number");
        Require(double.IsFinite(tolerance) && tolerance >= 0, tolerance, nameof(tolerance), "must be a finite number of at least 0");
        return StageDefinition.Of(
            "inState",
            statistics,
            () => new PointCore<StateOperator>(new StateOperator(state, tolerance)),
            ("state", state),
            ("tolerance", tolerance));
    }

    internal static StageDefinition InState(StageParameters p) => InState(p.Number("state"), p.Number("tolerance", 0));

    internal static StageDefinition Totaliser(double rollOver, double maxRise, TimeSpan per, StageStatistics? statistics = null)
    {
        Require(rollOver > 0, rollOver, nameof(rollOver), "must be above 0");
        Require(double.IsFinite(maxRise) && maxRise > 0, maxRise, nameof(maxRise), "must be a finite number above 0");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        return StageDefinition.Of(
            "totaliser",
            statistics,
            () => new PointCore<TotaliserOperator>(new TotaliserOperator(rollOver, maxRise, per)),
            ("rollOver", rollOver),
            ("maxRise", maxRise),
            ("per", per));
    }

    internal static StageDefinition Totaliser(StageParameters p) => Totaliser(p.Number("rollOver"), p.Number("maxRise"), p.Time("per"));

    internal static StageDefinition Quantile(double quantile, TimeSpan window, int minimum, int capacity, StageStatistics? statistics = null)
    {
        Require(quantile is >= 0 and <= 1, quantile, nameof(quantile), "must be 0 to 1");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        Require(capacity is >= 1 and <= MostSamples, capacity, nameof(capacity), "must be 1 to 1,000,000");
        Require(minimum >= 1 && minimum <= capacity, minimum, nameof(minimum), "must be 1 to the capacity");
        return StageDefinition.Of(
            "rollingQuantile",
            statistics,
            () => new PointCore<RollingOperator<RollingQuantile>>(new RollingOperator<RollingQuantile>(capacity, window, minimum, new RollingQuantile(quantile))),
            ("quantile", quantile),
            ("window", window),
            ("minimum", minimum),
            ("capacity", capacity));
    }

    internal static StageDefinition Quantile(StageParameters p) =>
        Quantile(p.Number("quantile"), p.Time("window"), p.Count("minimum", 1), p.Count("capacity", 65_536));

    internal static StageDefinition RollingIntegral(
        TimeSpan window, TimeSpan maxGap, TimeSpan per, SignalShape shape, int minimum, int capacity, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(per, TimeSpan.Zero);
        RequireGap(maxGap);
        Require(Enum.IsDefined(shape), shape, nameof(shape), "is not a shape");
        Require(capacity is >= 2 and <= MostSamples, capacity, nameof(capacity), "must be 2 to 1,000,000");
        Require(minimum >= 2 && minimum <= capacity, minimum, nameof(minimum), "must be 2 to the capacity");
        return StageDefinition.Of(
            "rollingIntegral",
            statistics,
            () => new PointCore<RollingOperator<RollingIntegral>>(new RollingOperator<RollingIntegral>(capacity, window, minimum, new RollingIntegral(shape, per, maxGap))),
            ("window", window),
            ("maxGap", maxGap),
            ("per", per),
            ("shape", shape),
            ("minimum", minimum),
            ("capacity", capacity));
    }

    internal static StageDefinition RollingIntegral(StageParameters p) => RollingIntegral(
        p.Time("window"), p.Time("maxGap"), p.Time("per"), p.Choice<SignalShape>("shape", SignalShape.Line), p.Count("minimum", 2), p.Count("capacity", 65_536));

    private static void RequireGap(TimeSpan? maxGap) => Require(maxGap is not { } gap || gap > TimeSpan.Zero, maxGap!, nameof(maxGap), "must be above 0");
}
