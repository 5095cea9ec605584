namespace DigitalTwin.Sdk.Connectors;

/// <summary>Which records of a full store go first.</summary>
public enum RecordPriority
{
    /// <summary>Goes first.</summary>
    Low = 0,

    /// <summary>The usual.</summary>
    Normal,

    /// <summary>Goes after all others, such as alarms and commands.</summary>
    High,
}
