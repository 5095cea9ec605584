using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines the operators that make signals regular; checks their parameters.</summary>
internal static class ResamplingStages
{
    // More grid points between two samples than this is a slip of units rather than a wish.
    private const long MaxPointsPerGap = 1_000_000;

    internal static StageDefinition Resample(TimeSpan every, TimeSpan maxGap, ResampleMethod method, GapPolicy gaps, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxGap, TimeSpan.Zero);
        Require(maxGap.Ticks / every.Ticks <= MaxPointsPerGap, maxGap, nameof(maxGap), "is more than 1,000,000 periods");
        Require(Enum.IsDefined(method), method, nameof(method), "is not a method");
        Require(Enum.IsDefined(gaps), gaps, nameof(gaps), "is not a policy");
        return StageDefinition.OfRuns(
            "resample",
            statistics,
            () => new ResampleCore(every, maxGap, method, gaps),
            ("every", every),
            ("maxGap", maxGap),
            ("method", method),
            ("gaps", gaps));
    }

    internal static StageDefinition Resample(StageParameters p) =>
        Resample(p.Time("every"), p.Time("maxGap"), p.Choice<ResampleMethod>("method", ResampleMethod.Linear), p.Choice<GapPolicy>("gaps", GapPolicy.Leave));
}
