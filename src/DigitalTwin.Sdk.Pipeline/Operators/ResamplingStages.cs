using System.Globalization;
using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines the operators that make signals regular; checks their parameters.</summary>
internal static class ResamplingStages
{
    // More grid points between two samples than this is a slip of units rather than a wish.
    private const long MaxPointsPerGap = 1_000_000;

    internal static StageDefinition Resample(
        TimeSpan every,
        TimeSpan maxGap,
        ResampleMethod method,
        GapPolicy gaps,
        DateTimeOffset? origin = null,
        SignalShape shape = SignalShape.Line,
        StageStatistics? statistics = null)
    {
        RequireUsual(every, nameof(every));
        RequireUsual(maxGap, nameof(maxGap));
        Require(maxGap.Ticks / every.Ticks <= MaxPointsPerGap, maxGap, nameof(maxGap), "is more than 1,000,000 periods");
        Require(Enum.IsDefined(method), method, nameof(method), "is not a method");
        Require(Enum.IsDefined(gaps), gaps, nameof(gaps), "is not a policy");
        Require(Enum.IsDefined(shape), shape, nameof(shape), "is not a shape");
        Require(method != ResampleMethod.Linear || shape == SignalShape.Line, shape, nameof(shape), "must be Line for the linear method, which draws one");
        (string Name, object? Value)[] parameters =
        [
            ("every", every),
            ("maxGap", maxGap),
            ("method", method),
            ("gaps", gaps),
            ("origin", origin?.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)),
            ("shape", shape == SignalShape.Line ? null : shape),
        ];
        var grid = new TimeGrid((origin ?? DateTimeOffset.UnixEpoch).UtcTicks, every.Ticks);
        return method switch
        {
            ResampleMethod.Linear or ResampleMethod.Previous => StageDefinition.OfRuns(
                "resample",
                statistics,
                () => new ResampleCore(every, maxGap, method, gaps, grid.Origin),
                parameters),
            ResampleMethod.Next or ResampleMethod.Nearest => StageDefinition.Of(
                "resample",
                statistics,
                () => new NeighbourCore(grid, maxGap, method == ResampleMethod.Nearest, gaps),
                parameters),
            _ => StageDefinition.Of("resample", statistics, () => new PeriodCore(grid, maxGap, method, gaps, shape), parameters),
        };
    }

    internal static StageDefinition Resample(StageParameters p) => Resample(
        p.Time("every"),
        p.Time("maxGap"),
        p.Choice<ResampleMethod>("method", ResampleMethod.Linear),
        p.Choice<GapPolicy>("gaps", GapPolicy.Leave),
        p.OptionalInstant("origin"),
        p.Choice<SignalShape>("shape", SignalShape.Line));
}
