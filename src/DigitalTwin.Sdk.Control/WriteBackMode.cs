namespace DigitalTwin.Sdk.Control;

/// <summary>How far a write-back may go (semantics F7): from doing nothing to writing by itself.</summary>
public enum WriteBackMode
{
    /// <summary>Every request is refused and recorded; nothing is sent. The default value of the type, not of a write-back.</summary>
    Off = 0,

    /// <summary>Requests are judged and recorded as if they were to be sent; nothing is sent. Requests by people are refused.</summary>
    Shadow,

    /// <summary>A request that passes the guard becomes a proposal; it is sent only once <see cref="WriteBack.ApproveAsync"/> has approved it, and only until the approval lapses.</summary>
    Advisory,

    /// <summary>The loop is closed: requests that pass the guard are sent at once.</summary>
    Closed,
}
