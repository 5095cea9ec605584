namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What a full <see cref="SampleQueue"/> does with the next sample.</summary>
public enum QueuePolicy
{
    /// <summary>The sample that has waited longest makes room. The default.</summary>
    DropOldest,

    /// <summary>The new sample is not taken.</summary>
    DropNewest,

    /// <summary>
    /// Of each path the newest sample stays: the new one takes the place of the newest of its path that waits; if none does, the oldest sample of
    /// which a newer one of its path waits makes room.
    /// </summary>
    ConflatePerPath,

    /// <summary>Whoever adds waits for room, up to a limit, after which the new sample is not taken.</summary>
    Wait,
}
