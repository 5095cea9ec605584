namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A window that may still change.</summary>
internal struct OpenWindow(long from, long to)
{
    internal long From = from;
    internal long To = to;

    /// <summary>Of the samples that nothing can come before any more.</summary>
    internal PeriodTotals Totals;

    /// <summary>The newest result given out; its count is 0 if there is none.</summary>
    internal WindowResult Given;

    internal readonly bool IsGiven => Given.Count > 0;
}
