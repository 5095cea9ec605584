using System.Collections.Frozen;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>All operators by the name that they have in JSON.</summary>
internal static class StageCatalog
{
    internal static FrozenDictionary<string, Func<StageParameters, StageDefinition>> Readers { get; } =
        new Dictionary<string, Func<StageParameters, StageDefinition>>
        {
            ["arrivalTime"] = TimeStages.Arrival,
            ["correction"] = CorrectionStages.Correction,
            ["deadband"] = CompressionStages.Deadband,
            ["derivative"] = CalculusStages.Derivative,
            ["ewma"] = SmoothingStages.Ewma,
            ["exceptions"] = DetectionStages.Exceptions,
            ["gaps"] = GapStages.Gaps,
            ["gapsByModel"] = GapStages.FillByModel,
            ["hampel"] = CleaningStages.Hampel,
            ["inState"] = CalculusStages.InState,
            ["integral"] = CalculusStages.Integral,
            ["median"] = SmoothingStages.Median,
            ["operatingRange"] = CleaningStages.OperatingRange,
            ["order"] = OrderingStages.InOrder,
            ["oversampling"] = DetectionStages.Oversampling,
            ["range"] = CleaningStages.Range,
            ["rate"] = CleaningStages.FastChanges,
            ["resample"] = ResamplingStages.Resample,
            ["rolling"] = RollingStages.Rolling,
            ["rollingQuantile"] = CalculusStages.Quantile,
            ["saturation"] = CorrectionStages.Saturation,
            ["savitzkyGolay"] = SmoothingStages.SavitzkyGolay,
            ["sentinels"] = CorrectionStages.Sentinels,
            ["shiftTime"] = TimeStages.Shift,
            ["sourceTime"] = TimeStages.Trust,
            ["spikes"] = CleaningStages.Spikes,
            ["stuck"] = CleaningStages.Stuck,
            ["substitution"] = DetectionStages.Substitution,
            ["swingingDoor"] = CompressionStages.SwingingDoor,
            ["timeInState"] = CalculusStages.TimeInState,
            ["rollingIntegral"] = CalculusStages.RollingIntegral,
            ["totaliser"] = CalculusStages.Totaliser,
            ["transform"] = TransformStages.Value,
            ["transformSample"] = TransformStages.Sample,
            ["unit"] = CorrectionStages.Conversion,
        }.ToFrozenDictionary(StringComparer.Ordinal);
}
