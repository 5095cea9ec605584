namespace DigitalTwin.Sdk;

/// <summary>What a connector does with a property.</summary>
[Flags]
public enum ConnectorAccess
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Delivers its samples.</summary>
    Read = 1,

    /// <summary>Carries writes to the plant.</summary>
    Write = 2,
}
