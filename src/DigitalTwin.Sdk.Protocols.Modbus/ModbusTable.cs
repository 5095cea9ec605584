namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>The four tables of a device (Modbus Application Protocol V1.1b3, clause 4.3). Each has addresses of its own, from 0 to 65535.</summary>
public enum ModbusTable
{
    /// <summary>No table.</summary>
    None,

    /// <summary>Bits that can be written.</summary>
    Coils,

    /// <summary>Bits that can only be read.</summary>
    DiscreteInputs,

    /// <summary>Registers that can be written.</summary>
    HoldingRegisters,

    /// <summary>Registers that can only be read.</summary>
    InputRegisters,
}
