using System.Collections.Frozen;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>All operators by the name that they have in JSON.</summary>
internal static class StageCatalog
{
    internal static FrozenDictionary<string, Func<StageParameters, StageDefinition>> Readers { get; } =
        new Dictionary<string, Func<StageParameters, StageDefinition>>
        {
            ["hampel"] = CleaningStages.Hampel,
            ["order"] = OrderingStages.InOrder,
            ["range"] = CleaningStages.Range,
            ["rate"] = CleaningStages.FastChanges,
            ["resample"] = ResamplingStages.Resample,
            ["spikes"] = CleaningStages.Spikes,
            ["stuck"] = CleaningStages.Stuck,
            ["transform"] = TransformStages.Value,
            ["transformSample"] = TransformStages.Sample,
        }.ToFrozenDictionary(StringComparer.Ordinal);
}
