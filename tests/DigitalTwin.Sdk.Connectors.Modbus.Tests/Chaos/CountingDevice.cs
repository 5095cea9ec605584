using DigitalTwin.Sdk.Protocols.Modbus;
using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests.Chaos;

/// <summary>A device that gives another number at each reading, and its complement beside it, so that a number made up by the link shows; and a register to write.</summary>
internal sealed class CountingDevice : IModbusDevice
{
    private long _number;
    private int _setpoint;

    public long Number => Interlocked.Read(ref _number);

    public int Setpoint => Volatile.Read(ref _setpoint);

    public ModbusExceptionCode Read(ModbusTable table, ushort address, Span<ushort> destination)
    {
        if (address == 10 && destination.Length == 1)
        {
            destination[0] = (ushort)Setpoint;
            return ModbusExceptionCode.None;
        }

        if (address != 0 || destination.Length != 4)
            return ModbusExceptionCode.ServerDeviceFailure;
        var number = (uint)Interlocked.Increment(ref _number);
        RegisterWriter.Write(destination, number);
        RegisterWriter.Write(destination[2..], ~number);
        return ModbusExceptionCode.None;
    }

    public ModbusExceptionCode Read(ModbusTable table, ushort address, Span<bool> destination) => ModbusExceptionCode.IllegalFunction;

    public ModbusExceptionCode Write(ushort address, ReadOnlySpan<bool> values) => ModbusExceptionCode.IllegalFunction;

    public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values)
    {
        if (address != 10 || values.Length != 1)
            return ModbusExceptionCode.IllegalDataAddress;
        Volatile.Write(ref _setpoint, values[0]);
        return ModbusExceptionCode.None;
    }
}
