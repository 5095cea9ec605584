namespace DigitalTwin.Sdk;

/// <summary>What a worker keeps per twin beside the graph's own state.</summary>
internal sealed class TwinSlot(Twin twin, LaneClock clock)
{
    internal Twin Twin { get; } = twin;

    internal LaneClock Clock { get; } = clock;

    internal LaneWorker Worker => Clock.Worker;

    internal long Now => Clock.Now;

    /// <summary>When the clock next looks whether a value of the twin has grown stale, 100 ns UTC; long.MaxValue if it does not.</summary>
    internal long WatchedDue { get; set; } = long.MaxValue;

    internal HealthTracker? Health { get; set; }

    /// <summary>What is to be done when the twin's first sample comes, where there is no clock to begin with before; null once done.</summary>
    internal Action<long>? WhenFirstHeard { get; set; }

    internal void BeginJudging(long now)
    {
        if (WhenFirstHeard is not { } begin)
            return;
        WhenFirstHeard = null;
        begin(now);
    }
}
