using DigitalTwin.Sdk.Connectors.Modbus;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The pump behind its drive's registers: polled once a step, all of it by one request; the speed is written and read back.</summary>
internal static class PumpOverModbus
{
    internal static PumpConnection Connect(TwinRuntimeBuilder builder, PumpProperties pump, string drive, PollClock pulse)
    {
        builder.AddModbus(
            drive,
            modbus => modbus.AllowInsecure().Every(PumpStory.Step).TransportClock(pulse)
                .Read(pump.Flow, ModbusAddress.InputRegister(DriveRegisters.Flow), tag => tag.Float32())
                .Read(pump.Head, ModbusAddress.InputRegister(DriveRegisters.Head), tag => tag.Float32())
                .Read(pump.Power, ModbusAddress.InputRegister(DriveRegisters.Power), tag => tag.Float32())
                .Read(pump.Vibration, ModbusAddress.InputRegister(DriveRegisters.Vibration), tag => tag.Float32())
                .Read(pump.Bearing, ModbusAddress.InputRegister(DriveRegisters.Bearing), tag => tag.Float32())
                .Read(pump.Speed, ModbusAddress.InputRegister(DriveRegisters.Speed), tag => tag.Float32())
                .Read(pump.Sequence, ModbusAddress.InputRegister(DriveRegisters.Sequence), tag => tag.UInt32())
                .Write(pump.Speed, ModbusAddress.HoldingRegister(DriveRegisters.SpeedSetpoint), tag => tag.Float32()),
            out var connector);
        return new PumpConnection(() => connector.Mappings, () => connector.Link.Connections);
    }
}
