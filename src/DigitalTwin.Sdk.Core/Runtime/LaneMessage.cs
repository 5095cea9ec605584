namespace DigitalTwin.Sdk;

/// <summary>What waits in a lane worker's queue: a sample for a port, a function to run, or a step of time.</summary>
internal struct LaneMessage
{
    internal PropertyPort? Port;
    internal ChangeOrigin? Origin;
    internal object? Reference;
    internal ISampleReceipt? Receipt;
    internal Action? Action;
    internal long Bits;
    internal long Ticks;
    internal long ArrivalTicks;
    internal Quality Quality;

    /// <summary>Whether it tells that a reading failed: it has no value of its own.</summary>
    internal bool IsFailure;
}
