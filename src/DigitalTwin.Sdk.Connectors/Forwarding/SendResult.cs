namespace DigitalTwin.Sdk.Connectors;

/// <summary>What became of an attempt to send a stored message.</summary>
public enum SendResult
{
    /// <summary>It was not taken, and is sent again after a pause: the link is down, the other side is busy.</summary>
    Retry = 0,

    /// <summary>The other side has confirmed it.</summary>
    Sent,

    /// <summary>The other side will never take it: it is given up, and counted.</summary>
    Rejected,
}
