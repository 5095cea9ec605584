namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What is known of one window, from its usable samples and, if coverage is asked for, from the time between them.</summary>
/// <remarks>A late sample gives the result anew with the next <see cref="Revision"/>; the newest revision of a window holds.</remarks>
public readonly record struct WindowResult
{
    /// <summary>Where the window begins, UTC; a sample at this time belongs to it.</summary>
    public DateTimeOffset From => new(FromTicks, TimeSpan.Zero);

    /// <summary>Where the window ends, UTC; a sample at this time belongs to the next one.</summary>
    public DateTimeOffset To => new(ToTicks, TimeSpan.Zero);

    /// <summary>0 for the first result of the window, one more for each that replaces it.</summary>
    public int Revision { get; init; }

    /// <summary>Whether the window has not ended yet; a result with a later revision follows. Only if early results are asked for.</summary>
    public bool IsEarly { get; init; }

    /// <summary>How many samples there are, at least 1.</summary>
    public long Count { get; init; }

    /// <summary>Sum of the values.</summary>
    public double Sum { get; init; }

    /// <summary>The smallest value.</summary>
    public double Minimum { get; init; }

    /// <summary>The largest value.</summary>
    public double Maximum { get; init; }

    /// <summary>The earliest value.</summary>
    public double First { get; init; }

    /// <summary>The latest value.</summary>
    public double Last { get; init; }

    /// <summary>Arithmetic mean of the samples.</summary>
    public double Mean => Sum / Count;

    /// <summary>Integral over the covered time, in the unit of the property times seconds; null if nothing is covered, as it is unless coverage is asked for.</summary>
    public double? Integral { get; init; }

    /// <summary>How long the signal is known in the window; zero unless coverage is asked for.</summary>
    public TimeSpan Covered { get; init; }

    /// <summary>The covered part of the window, 0 to 1; 0 unless coverage is asked for.</summary>
    public double Coverage => Covered / (To - From);

    /// <summary>Mean over the covered time; null if nothing is covered.</summary>
    public double? TimeWeightedMean => Integral / Covered.TotalSeconds;

    /// <summary>
    /// That of the worst sample; if coverage is asked for, at most Uncertain | Interpolated below 0.9 and Bad | Stale below 0.5. Bad | ComputationError if the sum
    /// or the integral is beyond what a number can hold.
    /// </summary>
    public Quality Quality { get; init; }

    internal long FromTicks { get; init; }

    internal long ToTicks { get; init; }

    internal static WindowResult Of(long from, long to, in PeriodTotals totals, bool isJudgedByCoverage) => new()
    {
        FromTicks = from,
        ToTicks = to,
        Count = totals.Count,
        Sum = totals.Sum,
        Minimum = totals.Minimum,
        Maximum = totals.Maximum,
        First = totals.First,
        Last = totals.Last,
        Integral = totals.Covered > 0 ? totals.Integral : null,
        Covered = new TimeSpan(totals.Covered),
        Quality = Known(totals, isJudgedByCoverage ? totals.Judge(to - from) : totals.Worst),
    };

    private static Quality Known(in PeriodTotals totals, Quality quality) => double.IsFinite(totals.Sum) && double.IsFinite(totals.Integral)
        ? quality
        : quality.WorstWith(Quality.Bad | Quality.ComputationError);
}
