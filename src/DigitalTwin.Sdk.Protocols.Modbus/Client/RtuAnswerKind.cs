namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>What came over a line after a request.</summary>
internal enum RtuAnswerKind
{
    /// <summary>Nothing in time, or not all of it.</summary>
    Nothing,

    /// <summary>A whole frame.</summary>
    Frame,

    /// <summary>Something that is no frame.</summary>
    Garbage,
}
