namespace DigitalTwin.Sdk;

/// <summary>How closely a twin is joined to its asset (semantics S4).</summary>
public enum TwinLifeCycle
{
    /// <summary>No source has been heard of. The default; stays so for twins without a connector.</summary>
    Unbound = 0,

    /// <summary>Some, not all, of its sources are connected for the first time.</summary>
    Binding,

    /// <summary>All its sources are connected, not enough has come to call it in step.</summary>
    Bound,

    /// <summary>In step with the asset: entanglement above the upper threshold.</summary>
    Synchronized,

    /// <summary>A source is lost, or entanglement has fallen below the lower threshold.</summary>
    Degraded,

    /// <summary>All its inputs are stale.</summary>
    OutOfSync,

    /// <summary>The runtime has stopped.</summary>
    Stopped,
}
