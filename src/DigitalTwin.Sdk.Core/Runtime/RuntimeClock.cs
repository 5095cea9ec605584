namespace DigitalTwin.Sdk;

/// <summary>What moves the time of a runtime's lanes.</summary>
public enum RuntimeClock
{
    /// <summary>The graph's time provider: arrivals are stamped with it, and it moves on when no sample comes. The default.</summary>
    TimeProvider = 0,

    /// <summary>
    /// The arrival times that the samples bring along, and <see cref="TwinRuntime.AdvanceAsync"/>: for replay. Nothing reads a clock, so
    /// results are the same at any speed and with any number of workers. A lane moves with its own twins' samples; <see cref="TwinRuntime.AdvanceAsync"/>,
    /// <see cref="TwinRuntime.DrainAsync"/> and the stop bring all lanes to the latest arrival.
    /// </summary>
    Samples,
}
