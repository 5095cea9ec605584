namespace DigitalTwin.Sdk;

/// <summary>How closely a twin is joined to its asset (semantics S4).</summary>
public enum TwinLifeCycle
{
    /// <summary>No source has been heard of. The default; stays so for twins without a connector.</summary>
    Unbound = 0,

    /// <summary>Some, not all, of its sources are connected for the first time.</summary>
    Binding,

    /// <summary>All its sources are connected; not enough has come to call it in step, or nothing is stated (expected period, maximum age) by which to tell.</summary>
    Bound,

    /// <summary>In step with the asset: entanglement above the upper threshold, or, where reliability is unknown, no value older than it may be.</summary>
    Synchronized,

    /// <summary>A source or the device is lost, some inputs are stale, or entanglement has fallen below the lower threshold.</summary>
    Degraded,

    /// <summary>All its inputs are stale.</summary>
    OutOfSync,

    /// <summary>The runtime has stopped, or the twin has been removed, or the lane that works on it has ended in a failure.</summary>
    Stopped,
}
