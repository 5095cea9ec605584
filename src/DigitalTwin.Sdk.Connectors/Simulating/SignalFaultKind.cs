namespace DigitalTwin.Sdk.Connectors;

/// <summary>Kinds of what goes wrong with a simulated signal.</summary>
internal enum SignalFaultKind
{
    /// <summary>A value that is far off.</summary>
    Spike,

    /// <summary>A value that stands still.</summary>
    Freeze,

    /// <summary>A value that walks away.</summary>
    Drift,

    /// <summary>A clock that is wrong.</summary>
    ClockSkew,

    /// <summary>Nothing comes for a while.</summary>
    Silence,

    /// <summary>A sample that gets lost.</summary>
    Drop,

    /// <summary>A sample that comes twice.</summary>
    Duplicate,

    /// <summary>A sample that comes late.</summary>
    Reorder,
}
