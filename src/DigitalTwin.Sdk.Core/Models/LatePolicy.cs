namespace DigitalTwin.Sdk;

/// <summary>What happens to a sample whose event time is not newer than that of the current value (semantics S9).</summary>
public enum LatePolicy
{
    /// <summary>It does not touch the current value; the change feed carries it as <see cref="TwinChangeKind.Late"/>, so that history gets it. The default.</summary>
    HistoryOnly = 0,

    /// <summary>It is dropped and counted.</summary>
    Reject,

    /// <summary>It replaces the current value, time included.</summary>
    Overwrite,
}
