namespace DigitalTwin.Sdk;

/// <summary>Where a connector stands towards its outside system.</summary>
public enum ConnectorState
{
    /// <summary>Not started, or disposed.</summary>
    Stopped = 0,

    /// <summary>Trying to reach the outside system for the first time.</summary>
    Connecting,

    /// <summary>Connected and receiving.</summary>
    Connected,

    /// <summary>The link was lost; trying again with growing pauses.</summary>
    Reconnecting,

    /// <summary>A permanent fault, such as refused credentials: not tried again until the runtime is restarted.</summary>
    Faulted,
}
