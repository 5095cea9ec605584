namespace DigitalTwin.Sdk.Connectors;

/// <summary>How far a received message must have come before its transport is told that we have it. What is not acknowledged is delivered again.</summary>
public enum AckStage
{
    /// <summary>Once its samples wait in the twin's lane. A crash may lose what waits there.</summary>
    Received = 0,

    /// <summary>Once its samples went through cleaning into the twin's state. The default of connectors that can acknowledge. A crash loses what is in memory.</summary>
    Applied,

    /// <summary>Once its samples are on disk in the connector's journal; needs one. A crash loses nothing.</summary>
    Persisted,
}
