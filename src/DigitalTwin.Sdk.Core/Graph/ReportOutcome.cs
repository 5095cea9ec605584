namespace DigitalTwin.Sdk;

/// <summary>What became of a reported sample.</summary>
public enum ReportOutcome
{
    /// <summary>Nothing was reported. The default.</summary>
    None = 0,

    /// <summary>It changed the current value: new revision, one event.</summary>
    Applied,

    /// <summary>It equalled the current value: times refreshed, no revision, no event.</summary>
    Refreshed,

    /// <summary>It was late: the current value stays, the feed passed it on for history.</summary>
    Late,

    /// <summary>It was late and the property rejects late samples; counted.</summary>
    Rejected,

    /// <summary>Same time and value as the current one, so the same sample once more; counted.</summary>
    Duplicate,
}
