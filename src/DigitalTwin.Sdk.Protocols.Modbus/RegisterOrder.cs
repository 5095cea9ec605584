namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>
/// In which order a device puts the bytes of a number into registers. The letters name the bytes of a 32-bit number from the highest, A, to the lowest, D, as they
/// travel. Numbers of 16 bits follow the order of the bytes alone, those of 64 bits continue the pattern.
/// </summary>
public enum RegisterOrder
{
    /// <summary>ABCD: highest register first, high byte first. The usual one.</summary>
    Abcd,

    /// <summary>CDAB: lowest register first, high byte first in each.</summary>
    Cdab,

    /// <summary>BADC: highest register first, low byte first in each.</summary>
    Badc,

    /// <summary>DCBA: lowest register first, low byte first in each.</summary>
    Dcba,
}
