namespace DigitalTwin.Sdk;

/// <summary>How a mutation ended.</summary>
public enum MutationStatus
{
    /// <summary>Nothing was tried. The default.</summary>
    None = 0,

    /// <summary>Applied: new revision, one event.</summary>
    Committed,

    /// <summary>Everything already was as wanted: times refreshed, no revision, no event.</summary>
    Unchanged,

    /// <summary>The twin was not at the expected revision; nothing changed.</summary>
    Conflict,

    /// <summary>A condition was false; nothing changed.</summary>
    ConditionFailed,
}
