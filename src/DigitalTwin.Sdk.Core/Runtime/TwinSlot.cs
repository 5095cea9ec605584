namespace DigitalTwin.Sdk;

/// <summary>What a worker keeps per twin beside the graph's own state.</summary>
internal sealed class TwinSlot(Twin twin, LaneWorker worker)
{
    internal Twin Twin { get; } = twin;

    internal LaneWorker Worker { get; } = worker;

    /// <summary>Whether the twin waits in the worker's heap for a value to grow stale.</summary>
    internal bool IsWatched { get; set; }

    internal HealthTracker? Health { get; set; }
}
