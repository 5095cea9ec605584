namespace DigitalTwin.Sdk.Protocols.Modbus.Server;

/// <summary>What a server serves: the tables of one device. Called by several connections at the same time.</summary>
/// <remarks>A member that throws is answered with exception 4; what it was asked for must then not have happened.</remarks>
public interface IModbusDevice
{
    /// <summary>Reads bits.</summary>
    /// <param name="table"><see cref="ModbusTable.Coils"/> or <see cref="ModbusTable.DiscreteInputs"/>.</param>
    /// <param name="address">The first.</param>
    /// <param name="destination">Is filled.</param>
    /// <returns><see cref="ModbusExceptionCode.None"/>, or why not; <see cref="ModbusExceptionCode.IllegalDataAddress"/> for addresses that there are not.</returns>
    ModbusExceptionCode Read(ModbusTable table, ushort address, Span<bool> destination);

    /// <summary>Reads registers.</summary>
    /// <param name="table"><see cref="ModbusTable.HoldingRegisters"/> or <see cref="ModbusTable.InputRegisters"/>.</param>
    /// <param name="address">The first.</param>
    /// <param name="destination">Is filled.</param>
    /// <returns><see cref="ModbusExceptionCode.None"/>, or why not.</returns>
    ModbusExceptionCode Read(ModbusTable table, ushort address, Span<ushort> destination);

    /// <summary>Writes coils, all or none.</summary>
    /// <param name="address">The first.</param>
    /// <param name="values">Their values.</param>
    /// <returns><see cref="ModbusExceptionCode.None"/>, or why not.</returns>
    ModbusExceptionCode Write(ushort address, ReadOnlySpan<bool> values);

    /// <summary>Writes holding registers, all or none.</summary>
    /// <param name="address">The first.</param>
    /// <param name="values">Their values.</param>
    /// <returns><see cref="ModbusExceptionCode.None"/>, or why not.</returns>
    ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values);
}
