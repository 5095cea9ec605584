namespace DigitalTwin.Sdk;

/// <summary>How far the asset has followed a desired value (semantics S2).</summary>
public enum DesiredStatus
{
    /// <summary>Not yet followed. The default.</summary>
    Pending = 0,

    /// <summary>The reported value equals the desired one within tolerance.</summary>
    InSync,

    /// <summary>The asset confirmed the write but reports another value, or has left the value again.</summary>
    Diverged,

    /// <summary>The asset or the guard refused it.</summary>
    Rejected,

    /// <summary>It lapsed before the asset followed.</summary>
    Expired,

    /// <summary>Nothing is sent at present, by mode or by lost link.</summary>
    Suspended,
}
