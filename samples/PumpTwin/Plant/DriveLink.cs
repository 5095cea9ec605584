using System.Collections.Concurrent;
using DigitalTwin.Sdk.Protocols.Modbus;
using DigitalTwin.Sdk.Protocols.Modbus.Server;
using DigitalTwin.Sdk.Testing;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The plant's drive, which speaks Modbus TCP: input registers with what the sensors say, a holding register for the speed.</summary>
internal sealed class DriveLink : IPlantLink, IModbusDevice
{
    private readonly ModbusMemory _memory = new(DriveRegisters.Count);
    private readonly PlantCalendar _calendar;
    private readonly PollClock _pulse;
    private readonly ModbusServer _server;
    private int _unreadable;

    private DriveLink(PlantCalendar calendar, PollClock pulse)
    {
        (_calendar, _pulse) = (calendar, pulse);
        _server = ModbusServer.ListenOnTcp(this);
    }

    public ConcurrentQueue<PlantCommand> Commands { get; } = new();

    public int UnreadableCommands => Volatile.Read(ref _unreadable);

    public long Accepted { get; private set; }

    public bool IsBroken => false;

    public int Interruptions => 0;

    internal string Address => $"modbus://127.0.0.1:{_server.EndPoint.Port}";

    internal static DriveLink Start(PlantCalendar calendar, PollClock pulse) => new(calendar, pulse);

    /// <summary>Puts the readings into the registers, in one step for whoever reads, and lets plant time reach the twin's next poll.</summary>
    public async Task SendAsync(PumpPlant plant, long sequence, CancellationToken stop)
    {
        var registers = new ushort[DriveRegisters.Count];
        Put(registers, DriveRegisters.Flow, plant[PumpSignal.Flow]);
        Put(registers, DriveRegisters.Head, plant[PumpSignal.Head]);
        Put(registers, DriveRegisters.Power, plant[PumpSignal.Power]);
        Put(registers, DriveRegisters.Vibration, plant[PumpSignal.VibrationVelocity]);
        Put(registers, DriveRegisters.Bearing, plant[PumpSignal.BearingTemperature]);
        Put(registers, DriveRegisters.Speed, plant[PumpSignal.Speed]);
        RegisterWriter.Write(registers.AsSpan(DriveRegisters.Sequence), (uint)sequence);
        _memory.Set(ModbusTable.InputRegisters, 0, registers);
        await _pulse.AdvanceAsync(sequence, plant.Now, stop);
        Accepted++;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public ModbusExceptionCode Read(ModbusTable table, ushort address, Span<ushort> destination) => _memory.Read(table, address, destination);

    public ModbusExceptionCode Read(ModbusTable table, ushort address, Span<bool> destination) => ModbusExceptionCode.IllegalFunction;

    public ModbusExceptionCode Write(ushort address, ReadOnlySpan<bool> values) => ModbusExceptionCode.IllegalFunction;

    public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values)
    {
        if (address != DriveRegisters.SpeedSetpoint || values.Length != 2)
            return ModbusExceptionCode.IllegalDataAddress;
        var speed = RegisterReader.ToSingle(values);
        if (!float.IsFinite(speed))
        {
            Interlocked.Increment(ref _unreadable);
            return ModbusExceptionCode.IllegalDataValue;
        }

        _memory.Write(address, values);
        Commands.Enqueue(new PlantCommand(speed, _calendar.GetUtcNow(), Guid.NewGuid()));
        return ModbusExceptionCode.None;
    }

    private static void Put(Span<ushort> registers, int address, Sample<double> sample) =>
        RegisterWriter.Write(registers[address..], sample.Quality.IsUsable ? (float)sample.Value : float.NaN);
}
