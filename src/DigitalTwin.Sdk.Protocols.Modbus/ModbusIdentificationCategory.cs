namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>How much of a device's identification is asked for (Modbus Application Protocol V1.1b3, clause 6.21).</summary>
public enum ModbusIdentificationCategory : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Vendor, product code and revision, which every device that answers at all has.</summary>
    Basic = 1,

    /// <summary>The rest of what the standard names, too.</summary>
    Regular = 2,

    /// <summary>Everything, the vendor's own objects included.</summary>
    Extended = 3,
}
