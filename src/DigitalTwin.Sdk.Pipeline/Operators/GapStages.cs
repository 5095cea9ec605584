using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Defines what is done about gaps; checks the parameters.</summary>
internal static class GapStages
{
    internal const int UsualMost = 10_000;
    private const int MostFilled = 1_000_000;

    internal static StageDefinition Report(TimeSpan longerThan, SideOutput<GapEvent>? events, StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(longerThan, TimeSpan.Zero);
        return StageDefinition.Of(
            "gaps",
            statistics,
            () => new GapCore(new GapRule(longerThan, GapFill.Leave, TimeSpan.MaxValue, TimeSpan.MaxValue, 0), events),
            ("longerThan", longerThan));
    }

    internal static StageDefinition Fill(
        TimeSpan longerThan,
        GapFill fill,
        TimeSpan every,
        TimeSpan limit,
        int most,
        double substitute,
        SideOutput<GapEvent>? events = null,
        StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(longerThan, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        Require(Enum.IsDefined(fill) && fill != GapFill.Model, fill, nameof(fill), "is not a way to fill");
        Require(most is >= 1 and <= MostFilled, most, nameof(most), "must be 1 to 1,000,000");
        Require(double.IsFinite(substitute), substitute, nameof(substitute), "must be a finite number");

        var rule = new GapRule(longerThan, fill, every, Reach(every, limit, most), substitute);
        return StageDefinition.Of(
            "gaps",
            statistics,
            () => new GapCore(rule, events),
            ("longerThan", longerThan),
            ("fill", fill),
            ("every", every),
            ("limit", limit),
            ("most", most),
            ("substitute", substitute));
    }

    internal static StageDefinition FillByModel(
        string? name,
        TimeSpan longerThan,
        Func<DateTimeOffset, double> model,
        TimeSpan every,
        TimeSpan limit,
        int most,
        SideOutput<GapEvent>? events = null,
        StageStatistics? statistics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(longerThan, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        Require(most is >= 1 and <= MostFilled, most, nameof(most), "must be 1 to 1,000,000");
        var rule = new GapRule(longerThan, GapFill.Model, every, Reach(every, limit, most), 0, model);
        return StageDefinition.Of(
            "gapsByModel",
            statistics,
            () => new GapCore(rule, events),
            ("longerThan", longerThan),
            ("function", name ?? TransformStages.Unnamed),
            ("every", every),
            ("limit", limit),
            ("most", most));
    }

    internal static StageDefinition FillByModel(StageParameters p) => FillByModel(
        p.Text("function"),
        p.Time("longerThan"),
        p.Function<Func<DateTimeOffset, double>>("function"),
        p.Time("every"),
        p.Time("limit"),
        p.Count("most", UsualMost));

    // By number and by time come to the same, as the time between two filled samples is fixed.
    private static TimeSpan Reach(TimeSpan every, TimeSpan limit, int most)
    {
        var byNumber = every.Ticks > TimeSpan.MaxValue.Ticks / most ? TimeSpan.MaxValue : every * most;
        return limit < byNumber ? limit : byNumber;
    }

    internal static StageDefinition Gaps(StageParameters p)
    {
        var longerThan = p.Time("longerThan");
        return p.OptionalTime("every") is { } every
            ? Fill(longerThan, p.Choice<GapFill>("fill"), every, p.Time("limit"), p.Count("most", UsualMost), p.Number("substitute", 0))
            : Report(longerThan, null);
    }
}
