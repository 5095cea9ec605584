namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What an audit has counted; a value, so that a report can be made while counting goes on.</summary>
internal struct AuditCounts
{
    internal long Samples;
    internal long Good;
    internal long Uncertain;
    internal long Bad;
    internal long NoData;
    internal long NotFinite;
    internal long Late;
    internal long MostLateTicks;
    internal long Duplicates;
    internal long Conflicts;
    internal long FrozenRuns;
    internal long FrozenTicks;
    internal long Ahead;
    internal Int128 DelaySum;
    internal long LeastDelay;
    internal long MostDelay;
    internal long Values;
    internal double Mean;
    internal double Min;
    internal double Max;
    internal double SmallestStep;

    /// <summary>Takes a value into mean and limits. The mean is updated by its difference, so that it does not lose digits in a long record (Welford 1962).</summary>
    internal void Add(double value)
    {
        Values++;
        if (Values == 1)
            (Mean, Min, Max, SmallestStep) = (0, value, value, double.NaN);
        Mean += (value - Mean) / Values;
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
    }
}
