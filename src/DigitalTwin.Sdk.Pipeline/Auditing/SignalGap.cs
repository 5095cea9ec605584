namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A stretch of time from which there is no sample. Immutable.</summary>
/// <param name="From">Event time of the last sample before it, UTC.</param>
/// <param name="To">Event time of the first sample after it, UTC.</param>
public readonly record struct SignalGap(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>How long it is.</summary>
    public TimeSpan Duration => To - From;
}
