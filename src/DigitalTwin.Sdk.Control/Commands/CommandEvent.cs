namespace DigitalTwin.Sdk.Control;

/// <summary>What a <see cref="CommandRecord"/> tells of.</summary>
public enum CommandEvent
{
    /// <summary>Nothing. The default.</summary>
    None = 0,

    /// <summary>The guard let a request pass.</summary>
    Accepted,

    /// <summary>A rule changed the requested value to one it allows; an <see cref="Accepted"/> or <see cref="Shadowed"/> record follows.</summary>
    Clamped,

    /// <summary>A rule refused a request, or refused to let an accepted command go on.</summary>
    Refused,

    /// <summary>In mode Shadow: would have been accepted.</summary>
    Shadowed,

    /// <summary>In mode Advisory: waits for approval.</summary>
    Proposed,

    /// <summary>A person approved a proposal.</summary>
    Approved,

    /// <summary>One value, the whole way or one step of a ramp, was handed to the connector.</summary>
    Sent,

    /// <summary>The other side confirmed receipt of one value.</summary>
    Acknowledged,

    /// <summary>The plant reports the wanted value.</summary>
    Verified,

    /// <summary>One attempt failed: not sent, not acknowledged, or the plant did not follow.</summary>
    Failed,

    /// <summary>Alarm: all attempts failed, or the plant left the value without our doing. Desired is Diverged.</summary>
    Diverged,

    /// <summary>The command lapsed before it was sent whole.</summary>
    Expired,

    /// <summary>A newer command took its place, or its caller withdrew it.</summary>
    Superseded,

    /// <summary>The fallback has withdrawn the desired value.</summary>
    Released,

    /// <summary>The mode was changed.</summary>
    ModeChanged,

    /// <summary>A person acknowledged the alarm; automatic requests are heard again.</summary>
    AlarmAcknowledged,
}
