namespace DigitalTwin.Sdk.Pipeline;

/// <content>Rates, totals and durations.</content>
public sealed partial class SignalPipeline
{
    /// <inheritdoc cref="CalculusExtensions.Derivative"/>
    public SignalPipeline Derivative(TimeSpan per, TimeSpan timeConstant = default, TimeSpan? maxGap = null, StageStatistics? statistics = null) =>
        With(CalculusStages.Derivative(per, timeConstant, maxGap, statistics));

    /// <inheritdoc cref="CalculusExtensions.Integral"/>
    public SignalPipeline Integral(
        TimeSpan per, TimeSpan maxGap, SignalShape shape = SignalShape.Line, StageStatistics? statistics = null) =>
        With(CalculusStages.Integral(per, maxGap, shape, statistics));

    /// <inheritdoc cref="CalculusExtensions.TimeInState"/>
    public SignalPipeline TimeInState(
        double state, TimeSpan per, TimeSpan maxGap, double tolerance = 0, StageStatistics? statistics = null) =>
        With(CalculusStages.TimeInState(state, per, maxGap, tolerance, statistics));

    /// <inheritdoc cref="CalculusExtensions.InState"/>
    public SignalPipeline InState(double state, double tolerance = 0, StageStatistics? statistics = null) =>
        With(CalculusStages.InState(state, tolerance, statistics));

    /// <inheritdoc cref="CalculusExtensions.Totalise"/>
    public SignalPipeline Totalise(double rollOver, double maxRise, TimeSpan per, StageStatistics? statistics = null) =>
        With(CalculusStages.Totaliser(rollOver, maxRise, per, statistics));

    /// <inheritdoc cref="CalculusExtensions.RollingQuantile"/>
    public SignalPipeline RollingQuantile(
        double quantile, TimeSpan window, int minimum = 1, int capacity = 65_536, StageStatistics? statistics = null) =>
        With(CalculusStages.Quantile(quantile, window, minimum, capacity, statistics));

    /// <inheritdoc cref="CalculusExtensions.RollingIntegral"/>
    public SignalPipeline RollingIntegral(
        TimeSpan window,
        TimeSpan maxGap,
        TimeSpan per,
        SignalShape shape = SignalShape.Line,
        int minimum = 2,
        int capacity = 65_536,
        StageStatistics? statistics = null) =>
        With(CalculusStages.RollingIntegral(window, maxGap, per, shape, minimum, capacity, statistics));
}
