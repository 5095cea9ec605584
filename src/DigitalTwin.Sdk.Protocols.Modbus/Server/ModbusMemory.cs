namespace DigitalTwin.Sdk.Protocols.Modbus.Server;

/// <summary>A device that is nothing but its four tables. Thread-safe; a read or write of many is one step for all others.</summary>
public sealed class ModbusMemory : IModbusDevice
{
    private readonly Lock _lock = new();
    private readonly bool[] _coils;
    private readonly bool[] _inputs;
    private readonly ushort[] _holding;
    private readonly ushort[] _registers;

    /// <summary>Makes a device whose bits are off and whose registers are zero.</summary>
    /// <param name="size">How many addresses each table has, 1 to 65,536.</param>
    public ModbusMemory(int size = 65_536)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 65_536);
        (_coils, _inputs, _holding, _registers) = (new bool[size], new bool[size], new ushort[size], new ushort[size]);
    }

    /// <summary>Sets bits of any table, as the device itself does.</summary>
    /// <param name="table"><see cref="ModbusTable.Coils"/> or <see cref="ModbusTable.DiscreteInputs"/>.</param>
    /// <param name="address">The first.</param>
    /// <param name="values">Their values.</param>
    /// <exception cref="ArgumentException">There is no such table or address.</exception>
    public void Set(ModbusTable table, ushort address, params ReadOnlySpan<bool> values) => Require(Write(Bits(table), address, values));

    /// <summary>Sets registers of any table, as the device itself does.</summary>
    /// <param name="table"><see cref="ModbusTable.HoldingRegisters"/> or <see cref="ModbusTable.InputRegisters"/>.</param>
    /// <param name="address">The first.</param>
    /// <param name="values">Their values.</param>
    /// <exception cref="ArgumentException">There is no such table or address.</exception>
    public void Set(ModbusTable table, ushort address, params ReadOnlySpan<ushort> values) => Require(Write(Words(table), address, values));

    /// <inheritdoc/>
    public ModbusExceptionCode Read(ModbusTable table, ushort address, Span<bool> destination) => Read(Bits(table), address, destination);

    /// <inheritdoc/>
    public ModbusExceptionCode Read(ModbusTable table, ushort address, Span<ushort> destination) => Read(Words(table), address, destination);

    /// <inheritdoc/>
    public ModbusExceptionCode Write(ushort address, ReadOnlySpan<bool> values) => Write(_coils, address, values);

    /// <inheritdoc/>
    public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values) => Write(_holding, address, values);

    private static void Require(ModbusExceptionCode code)
    {
        if (code != ModbusExceptionCode.None)
            throw new ArgumentException("The table has no such address.", nameof(code));
    }

    private bool[] Bits(ModbusTable table) => table switch
    {
        ModbusTable.Coils => _coils,
        ModbusTable.DiscreteInputs => _inputs,
        _ => throw new ArgumentException($"{table} has no bits.", nameof(table)),
    };

    private ushort[] Words(ModbusTable table) => table switch
    {
        ModbusTable.HoldingRegisters => _holding,
        ModbusTable.InputRegisters => _registers,
        _ => throw new ArgumentException($"{table} has no registers.", nameof(table)),
    };

    private ModbusExceptionCode Read<T>(T[] table, ushort address, Span<T> destination)
    {
        if (address + destination.Length > table.Length)
            return ModbusExceptionCode.IllegalDataAddress;
        lock (_lock)
            table.AsSpan(address, destination.Length).CopyTo(destination);
        return ModbusExceptionCode.None;
    }

    private ModbusExceptionCode Write<T>(T[] table, ushort address, ReadOnlySpan<T> values)
    {
        if (address + values.Length > table.Length)
            return ModbusExceptionCode.IllegalDataAddress;
        lock (_lock)
            values.CopyTo(table.AsSpan(address));
        return ModbusExceptionCode.None;
    }
}
