using System.Globalization;
using System.Text;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>How good the data of one signal are, as a <see cref="SignalAudit"/> found. Immutable; <see cref="ToString"/> is for people.</summary>
public sealed class SignalAuditReport
{
    internal SignalAuditReport(in AuditCounts counts)
    {
        Samples = counts.Samples;
        Good = counts.Good;
        Uncertain = counts.Uncertain;
        Bad = counts.Bad;
        NoData = counts.NoData;
        NotFinite = counts.NotFinite;
        Late = counts.Late;
        MostLate = new TimeSpan(counts.MostLateTicks);
        Duplicates = counts.Duplicates;
        Conflicts = counts.Conflicts;
        FrozenRuns = counts.FrozenRuns;
        Frozen = new TimeSpan(counts.FrozenTicks);
        Ahead = counts.Ahead;
        LeastDelay = new TimeSpan(counts.LeastDelay);
        MeanDelay = counts.Samples == 0 ? TimeSpan.Zero : new TimeSpan((long)(counts.DelaySum / counts.Samples));
        MostDelay = new TimeSpan(counts.MostDelay);
        var hasValues = counts.Values > 0;
        Min = hasValues ? counts.Min : double.NaN;
        Mean = hasValues ? counts.Mean : double.NaN;
        Max = hasValues ? counts.Max : double.NaN;
        SmallestStep = hasValues ? counts.SmallestStep : double.NaN;
    }

    /// <summary>How many samples came.</summary>
    public long Samples { get; }

    /// <summary>Of these with quality Good.</summary>
    public long Good { get; }

    /// <summary>Of these with quality Uncertain.</summary>
    public long Uncertain { get; }

    /// <summary>Of these with quality Bad.</summary>
    public long Bad { get; }

    /// <summary>Of these without data.</summary>
    public long NoData { get; }

    /// <summary>Of these with a value that is not a finite number although the quality says that there is one.</summary>
    public long NotFinite { get; }

    /// <summary>Earliest event time in order, UTC: that of the first sample.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Latest event time, UTC.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>How often a sample comes: as was expected, or the median interval. Zero if fewer than two came.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>How often the value changes: the most frequent time from one change to the next. Longer than <see cref="Period"/> if the signal is oversampled; zero if it never changed.</summary>
    public required TimeSpan EffectivePeriod { get; init; }

    /// <summary>Whether samples come at least twice as often as the value changes, so that most of them tell nothing new.</summary>
    public bool IsOversampled => Period > TimeSpan.Zero && EffectivePeriod >= 2 * Period;

    /// <summary>Share of the time from first to last sample that is no gap, 0 to 1; NaN if fewer than two came.</summary>
    public required double Coverage { get; init; }

    /// <summary>How many gaps there are: times without a Good sample.</summary>
    public required long Gaps { get; init; }

    /// <summary>The longest gaps, at most ten, longest first.</summary>
    public required IReadOnlyList<SignalGap> LongestGaps { get; init; }

    /// <summary>Samples older than one that had come before, but for <see cref="Duplicates"/>: what <c>InOrder</c> would have to sort, or drop.</summary>
    public long Late { get; }

    /// <summary>By how much the latest of them came late.</summary>
    public TimeSpan MostLate { get; }

    /// <summary>Samples that repeated time and value of one of the last 64.</summary>
    public long Duplicates { get; }

    /// <summary>Samples that gave another value for the time of one of the last 64, as where a clock went back an hour; those older than the newest are <see cref="Late"/> too.</summary>
    public long Conflicts { get; }

    /// <summary>How often the value was frozen.</summary>
    public long FrozenRuns { get; }

    /// <summary>How long it was frozen altogether.</summary>
    public TimeSpan Frozen { get; }

    /// <summary>Isolated values far from those before them.</summary>
    public required long Outliers { get; init; }

    /// <summary>Samples with an event time after their arrival: the source's clock is ahead.</summary>
    public long Ahead { get; }

    /// <summary>Least time from event to arrival; negative if the source's clock is ahead.</summary>
    public TimeSpan LeastDelay { get; }

    /// <summary>Mean time from event to arrival.</summary>
    public TimeSpan MeanDelay { get; }

    /// <summary>Most time from event to arrival.</summary>
    public TimeSpan MostDelay { get; }

    /// <summary>Least usable value, in the unit of the property; NaN if there is none.</summary>
    public double Min { get; }

    /// <summary>Mean of the usable values in order, each counted alike; NaN if there are none.</summary>
    public double Mean { get; }

    /// <summary>Greatest usable value; NaN if there is none.</summary>
    public double Max { get; }

    /// <summary>Smallest difference between two values in a row that differ: what the sensor or its logger can tell apart. NaN if the value never changed.</summary>
    public double SmallestStep { get; }

    /// <summary>The report in a few lines.</summary>
    public override string ToString()
    {
        if (Samples == 0)
            return "no samples";
        var text = new StringBuilder();
        Line("samples", $"{Samples:N0} from {From:u} to {To:u}");
        Line("period", $"{Seconds(Period)}, value changes every {Seconds(EffectivePeriod)}{(IsOversampled ? " (oversampled)" : "")}");
        Line("coverage", $"{Known(Coverage, "P1")}, {Gaps:N0} gaps{(LongestGaps.Count == 0 ? "" : $", longest {Seconds(LongestGaps[0].Duration)} from {LongestGaps[0].From:u}")}");
        Line("quality", $"{Good:N0} Good, {Uncertain:N0} Uncertain, {Bad:N0} Bad, {NoData:N0} without data, {NotFinite:N0} not finite");
        Line("order", $"{Late:N0} late by at most {Seconds(MostLate)}, {Duplicates:N0} duplicates, {Conflicts:N0} conflicts");
        Line("frozen", $"{FrozenRuns:N0} times, {Seconds(Frozen)} altogether");
        Line("outliers", $"{Outliers:N0}");
        Line("delay", $"{Seconds(LeastDelay)} to {Seconds(MostDelay)}, {Seconds(MeanDelay)} in the mean, {Ahead:N0} ahead of their arrival");
        Line("values", $"{Known(Min, "G6")} to {Known(Max, "G6")}, {Known(Mean, "G6")} in the mean, smallest step {Known(SmallestStep, "G3")}");
        return text.ToString();

        void Line(string name, FormattableString rest) => text.Append(name.PadRight(10)).Append(rest.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Known(double number, string format) => double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : "unknown";

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.###} s");
}
