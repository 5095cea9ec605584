namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>Function codes (Modbus Application Protocol V1.1b3, clause 6).</summary>
public enum ModbusFunction : byte
{
    /// <summary>No function.</summary>
    None = 0,

    /// <summary>Read coils (0x01), clause 6.1.</summary>
    ReadCoils = 1,

    /// <summary>Read discrete inputs (0x02), clause 6.2.</summary>
    ReadDiscreteInputs = 2,

    /// <summary>Read holding registers (0x03), clause 6.3.</summary>
    ReadHoldingRegisters = 3,

    /// <summary>Read input registers (0x04), clause 6.4.</summary>
    ReadInputRegisters = 4,

    /// <summary>Write one coil (0x05), clause 6.5.</summary>
    WriteSingleCoil = 5,

    /// <summary>Write one register (0x06), clause 6.6.</summary>
    WriteSingleRegister = 6,

    /// <summary>Write several coils (0x0F), clause 6.11.</summary>
    WriteMultipleCoils = 15,

    /// <summary>Write several registers (0x10), clause 6.12.</summary>
    WriteMultipleRegisters = 16,

    /// <summary>Read a file record (0x14), clause 6.14.</summary>
    ReadFileRecord = 20,

    /// <summary>Write a file record (0x15), clause 6.15.</summary>
    WriteFileRecord = 21,

    /// <summary>Change single bits of a register (0x16), clause 6.16.</summary>
    MaskWriteRegister = 22,

    /// <summary>Write registers, then read registers, in one request (0x17), clause 6.17.</summary>
    ReadWriteMultipleRegisters = 23,

    /// <summary>Read a queue of registers (0x18), clause 6.18.</summary>
    ReadFifoQueue = 24,

    /// <summary>Encapsulated interface transport (0x2B); with type 0x0E it reads the device identification, clause 6.21.</summary>
    EncapsulatedInterface = 43,
}
