namespace DigitalTwin.Sdk.Control;

/// <summary>How far a command has come (semantics F1).</summary>
public enum CommandState
{
    /// <summary>There is no command. The default.</summary>
    None = 0,

    /// <summary>A rule of the guard or the other side refused it; nothing of it will be sent.</summary>
    Rejected,

    /// <summary>Accepted; waits for approval, for the write in flight, or for its next step.</summary>
    Queued,

    /// <summary>A value is on its way.</summary>
    Sent,

    /// <summary>The other side confirmed receipt; the plant has not been seen to follow yet.</summary>
    Acknowledged,

    /// <summary>The plant reports the wanted value.</summary>
    Verified,

    /// <summary>All attempts failed, or the plant was changed from outside meanwhile.</summary>
    Failed,

    /// <summary>All attempts were made and nothing was heard: no confirmation, or no report newer than the write.</summary>
    TimedOut,

    /// <summary>It lapsed before it was sent whole; what was not sent will not be.</summary>
    Expired,

    /// <summary>A newer command took its place.</summary>
    Superseded,
}
