namespace DigitalTwin.Sdk;

/// <summary>What a change of the feed tells. Joined by <c>|</c> in filters.</summary>
[Flags]
public enum TwinChangeKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The whole state of a twin at a revision; every later change of that twin follows.</summary>
    Snapshot = 1 << 0,

    /// <summary>A twin was added.</summary>
    Created = 1 << 1,

    /// <summary>Reported values changed.</summary>
    Updated = 1 << 2,

    /// <summary>A twin was removed.</summary>
    Deleted = 1 << 3,

    /// <summary>A desired value was set, changed, acknowledged or removed.</summary>
    Desired = 1 << 4,

    /// <summary>Values grew stale: their quality fell because nothing new came.</summary>
    Stale = 1 << 5,

    /// <summary>A sample came late: current values and revision are unchanged, history may want it.</summary>
    Late = 1 << 6,

    /// <summary>An event that is passed on but not stored as state.</summary>
    Telemetry = 1 << 7,

    /// <summary>A relationship from this twin was added.</summary>
    RelationshipCreated = 1 << 8,

    /// <summary>A relationship from this twin was removed.</summary>
    RelationshipDeleted = 1 << 9,

    /// <summary>The twin's life-cycle state changed.</summary>
    LifeCycle = 1 << 10,

    /// <summary>Every kind.</summary>
    All = (1 << 11) - 1,
}
