using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines the operators that correct single samples; checks their parameters.</summary>
internal static class CorrectionStages
{
    internal static StageDefinition Sentinels(IReadOnlyList<double> sentinels, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(sentinels);
        Require(sentinels.Count is > 0 and <= 64, sentinels.Count, nameof(sentinels), "must be 1 to 64 numbers");
        double[] copy = [.. sentinels];
        foreach (var sentinel in copy)
            Require(double.IsFinite(sentinel), sentinel, nameof(sentinels), "must be finite: what is not is never a value");
        return StageDefinition.Of("sentinels", statistics, () => new PointCore<SentinelOperator>(new SentinelOperator(copy)), ("values", copy));
    }

    internal static StageDefinition Sentinels(StageParameters p) => Sentinels(p.Numbers("values"));

    internal static StageDefinition Saturation(double low, double high, StageStatistics? statistics = null)
    {
        if (!(low < high))
            throw new ArgumentException($"The span of the sensor is empty: {low} to {high}.", nameof(low));
        return StageDefinition.Of("saturation", statistics, () => new PointCore<SaturationOperator>(new SaturationOperator(low, high)), ("low", low), ("high", high));
    }

    internal static StageDefinition Saturation(StageParameters p) => Saturation(p.Number("low"), p.Number("high"));

    internal static StageDefinition Correction(double gain, double bias, StageStatistics? statistics = null)
    {
        Require(double.IsFinite(gain) && gain != 0, gain, nameof(gain), "must be a finite number other than 0");
        Require(double.IsFinite(bias), bias, nameof(bias), "must be a finite number");
        return StageDefinition.OfRuns("correction", statistics, () => new LinearCore(gain, bias), ("gain", gain), ("bias", bias));
    }

    internal static StageDefinition Correction(StageParameters p) => Correction(p.Number("gain", 1), p.Number("bias", 0));

    internal static StageDefinition Conversion(UnitOfMeasure from, UnitOfMeasure to, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var conversion = from.ConversionTo(to);
        return StageDefinition.OfRuns(
            "unit",
            statistics,
            () => new LinearCore(conversion.Factor, conversion.Shift),
            ("from", from.Symbol),
            ("to", to.Symbol));
    }

    internal static StageDefinition Conversion(StageParameters p) => Conversion(p.Unit("from"), p.Unit("to"));
}
