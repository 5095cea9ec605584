namespace DigitalTwin.Sdk;

/// <summary>Who or what made a change.</summary>
public enum ChangeCause
{
    /// <summary>The host's own code, or a person through it. The default.</summary>
    User = 0,

    /// <summary>A sample from the asset.</summary>
    Sensor,

    /// <summary>A command on its way to the asset, or its acknowledgement.</summary>
    Command,

    /// <summary>A filter or detector.</summary>
    Estimator,

    /// <summary>A simulation.</summary>
    Simulation,

    /// <summary>A change of the model.</summary>
    Migration,

    /// <summary>The passing of time: a value grew stale.</summary>
    Clock,
}
