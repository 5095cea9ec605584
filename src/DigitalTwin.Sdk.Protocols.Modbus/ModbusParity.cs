namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>Parity of a serial line.</summary>
public enum ModbusParity
{
    /// <summary>No parity bit.</summary>
    None,

    /// <summary>Even, the standard's choice.</summary>
    Even,

    /// <summary>Odd.</summary>
    Odd,
}
