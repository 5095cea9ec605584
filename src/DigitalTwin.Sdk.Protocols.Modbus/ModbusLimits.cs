namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>How much one request may ask for (Modbus Application Protocol V1.1b3, clauses 4.1 and 6).</summary>
public static class ModbusLimits
{
    /// <summary>Bits that one request reads: 2000.</summary>
    public const int ReadBits = 2000;

    /// <summary>Registers that one request reads: 125.</summary>
    public const int ReadRegisters = 125;

    /// <summary>Bits that one request writes: 1968.</summary>
    public const int WriteBits = 1968;

    /// <summary>Registers that one request writes: 123.</summary>
    public const int WriteRegisters = 123;

    /// <summary>Registers that a combined request writes: 121.</summary>
    public const int ReadWriteRegisters = 121;

    /// <summary>Registers of a queue: 31.</summary>
    public const int FifoRegisters = 31;

    /// <summary>Bytes of a protocol data unit, function code included: 253.</summary>
    public const int PduBytes = 253;
}
