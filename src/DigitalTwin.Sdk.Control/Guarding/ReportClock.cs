namespace DigitalTwin.Sdk.Control;

/// <summary>
/// Tells since when a report is known in the lane's own time, whatever clock its source has. A source whose clock runs ahead would otherwise prove with an
/// old report what was written after it. Lives in the lane; bounded.
/// </summary>
/// <remarks>
/// The lead is the greatest amount by which a report's own time was ahead of its arrival, of the last 64 to 128 reports: a report on its way for a
/// while shows less than the true lead, never more. A source whose clock was put right is thus distrusted for that many reports more, which delays a
/// verification but fakes none. A source that lags behind is not corrected: its reports look older than they are.
/// </remarks>
internal sealed class ReportClock
{
    private const int Span = 64;
    private long _lead;
    private long _nextLead;
    private int _count;

    /// <summary>Looks at a report that came.</summary>
    internal void Note(long ticks, long arrivalTicks)
    {
        if (++_count > Span)
        {
            (_lead, _nextLead) = (_nextLead, 0);
            _count = 1;
        }

        _nextLead = Math.Max(_nextLead, ticks - arrivalTicks);
        _lead = Math.Max(_lead, _nextLead);
    }

    /// <summary>The latest moment of which a report can tell, lane time, 100 ns UTC.</summary>
    internal long Since(long ticks, long arrivalTicks) => Math.Min(ticks - _lead, arrivalTicks);
}
