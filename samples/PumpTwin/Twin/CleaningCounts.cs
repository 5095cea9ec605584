using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>Counts what cleaning did, for the summary.</summary>
internal sealed class CleaningCounts
{
    private readonly List<StageStatistics> _stages = [];

    /// <summary>Samples that went through cleaning.</summary>
    internal long Cleaned => _stages.Where(s => s.Name.EndsWith("range", StringComparison.Ordinal)).Sum(s => s.Received);

    /// <summary>Samples whose quality cleaning lowered.</summary>
    internal long Flagged => _stages.Sum(s => s.Flagged);

    internal StageStatistics Of(string stage)
    {
        var statistics = new StageStatistics(stage);
        _stages.Add(statistics);
        return statistics;
    }
}
