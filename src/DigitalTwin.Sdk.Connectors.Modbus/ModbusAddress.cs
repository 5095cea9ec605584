using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Where a value begins in a device. Immutable; the default value is no address and is refused.</summary>
/// <remarks>Numbers begin at zero, as they travel: register 40001 of a manual is holding register 0, 30010 is input register 9.</remarks>
public readonly record struct ModbusAddress
{
    private ModbusAddress(ModbusTable table, ushort number) => (Table, Number) = (table, number);

    /// <summary>The table.</summary>
    public ModbusTable Table { get; }

    /// <summary>The first bit or register of the value in that table, from zero.</summary>
    public ushort Number { get; }

    internal bool IsOfBits => Table is ModbusTable.Coils or ModbusTable.DiscreteInputs;

    /// <summary>A bit that can be read and written (0xxxxx in manuals).</summary>
    /// <param name="number">From zero.</param>
    public static ModbusAddress Coil(ushort number) => new(ModbusTable.Coils, number);

    /// <summary>A bit that can only be read (1xxxxx in manuals).</summary>
    /// <param name="number">From zero.</param>
    public static ModbusAddress DiscreteInput(ushort number) => new(ModbusTable.DiscreteInputs, number);

    /// <summary>A register that can only be read (3xxxxx in manuals).</summary>
    /// <param name="number">From zero.</param>
    public static ModbusAddress InputRegister(ushort number) => new(ModbusTable.InputRegisters, number);

    /// <summary>A register that can be read and written (4xxxxx in manuals).</summary>
    /// <param name="number">From zero.</param>
    public static ModbusAddress HoldingRegister(ushort number) => new(ModbusTable.HoldingRegisters, number);

    /// <inheritdoc/>
    public override string ToString() => Table switch
    {
        ModbusTable.Coils => $"coil {Number}",
        ModbusTable.DiscreteInputs => $"discrete input {Number}",
        ModbusTable.InputRegisters => $"input register {Number}",
        ModbusTable.HoldingRegisters => $"holding register {Number}",
        _ => "no address",
    };

    internal static ModbusAddress Of(ModbusTable table, ushort number) => new(table, number);
}
