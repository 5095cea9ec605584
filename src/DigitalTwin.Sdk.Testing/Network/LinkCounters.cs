namespace DigitalTwin.Sdk.Testing;

/// <summary>What has passed through a <see cref="FaultyLink"/> since it started: a consistent copy.</summary>
public readonly record struct LinkCounters
{
    /// <summary>Connections open now.</summary>
    public int Open { get; init; }

    /// <summary>Connections that were accepted and joined to the server.</summary>
    public long Accepted { get; init; }

    /// <summary>Connections that were reset at once, by <see cref="FaultyLink.Refuse"/> or because there were too many.</summary>
    public long Refused { get; init; }

    /// <summary>Connections that were reset because the server behind the link did not answer.</summary>
    public long Unreachable { get; init; }

    /// <summary>Connections that the link itself broke, by <see cref="FaultyLink.Cut"/> or <see cref="FaultyLink.CutAfter"/>.</summary>
    public long Cut { get; init; }

    /// <summary>Bytes read from one side and not yet delivered to the other: delayed, stalled, throttled, or just on their way.</summary>
    public long Held { get; init; }

    /// <summary>Bytes delivered to the server.</summary>
    public long ToServer { get; init; }

    /// <summary>Bytes delivered to the client.</summary>
    public long ToClient { get; init; }

    /// <summary>Pieces swallowed by <see cref="FaultyLink.Drop"/>, or behind a <see cref="FaultyLink.HalfClose"/>.</summary>
    public long Lost { get; init; }

    /// <summary>Bytes that were delivered wrong.</summary>
    public long Corrupted { get; init; }
}
