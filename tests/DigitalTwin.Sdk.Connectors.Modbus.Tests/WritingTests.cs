using DigitalTwin.Sdk.Protocols.Modbus;
using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests;

/// <summary>Guarded writes to registers.</summary>
public sealed class WritingTests
{
    [Fact]
    public async Task A_write_is_in_the_registers_and_the_set_point_reports_it()
    {
        await using var rig = new Rig();
        var connector = await rig.StartAsync(modbus => modbus.Write(rig.Speed, ModbusAddress.HoldingRegister(5), tag => tag.UInt16().Scale(0.1)));
        Assert.Equal(WriteOutcome.Acknowledged, await connector.WriteAsync(rig.Write(rig.Speed, 1_200.04), default));
        Assert.Equal(12_000, rig.Holding(5, 1)[0]);
        Assert.Equal((1_200.0, Quality.Good), await rig.Host.For(rig.Speed, (v, _) => v is not 0.0));
        Assert.Equal((1, 0), (connector.Mappings[^1].Published, connector.Mappings[^1].PublishFailures));
    }

    [Fact]
    public async Task Units_and_orders_hold_on_the_way_out_too()
    {
        await using var rig = new Rig();
        var connector = await rig.StartAsync(modbus => modbus.Write(rig.Speed, ModbusAddress.HoldingRegister(5), tag => tag.Float32(RegisterOrder.Cdab).Unit(Units.RadianPerSecond)));
        Assert.Equal(WriteOutcome.Acknowledged, await connector.WriteAsync(rig.Write(rig.Speed, 1_500), default));
        Assert.Equal(50 * Math.PI, RegisterReader.ToSingle(rig.Holding(5, 2), RegisterOrder.Cdab), 4);
    }

    [Theory]
    [InlineData(70_000)]
    [InlineData(-1)]
    public async Task A_number_that_the_registers_cannot_hold_is_rejected_and_nothing_is_sent(double value)
    {
        await using var rig = new Rig();
        var connector = await rig.StartAsync(modbus => modbus.Write(rig.Speed, ModbusAddress.HoldingRegister(5), tag => tag.WithoutReadBack()));
        var outcome = await connector.WriteAsync(rig.Write(rig.Speed, value), default);
        Assert.Equal(WriteStatus.Rejected, outcome.Status);
        Assert.Contains("UInt16", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(0, rig.Server.Requests);
    }

    [Fact]
    public async Task A_device_that_keeps_another_value_has_not_taken_it()
    {
        await using var rig = new Rig();
        await using var server = ModbusServer.ListenOnTcp(new LimitingDrive());
        var connector = await rig.StartAsync(modbus => modbus.Write(rig.Speed, ModbusAddress.HoldingRegister(5), tag => tag.WithoutReadBack()), server.EndPoint.Port);
        Assert.Equal(WriteOutcome.Acknowledged, await connector.WriteAsync(rig.Write(rig.Speed, 1_400), default));
        var outcome = await connector.WriteAsync(rig.Write(rig.Speed, 1_700), default);
        Assert.Equal(WriteStatus.Failed, outcome.Status);
        Assert.Contains("reads back 0x05DC where 0x06A4 was written", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_register_that_cannot_be_read_back_fails_unless_the_tag_says_so()
    {
        await using var rig = new Rig();
        rig.Fault = request => request.Function == ModbusFunction.ReadHoldingRegisters ? new ModbusFault { Code = ModbusExceptionCode.IllegalDataAddress } : null;
        var blind = rig.Twin.AddSetpoint("blind", Units.RevolutionPerMinute);
        var connector = await rig.StartAsync(modbus => modbus
            .Write(rig.Speed, ModbusAddress.HoldingRegister(5), tag => tag.WithoutReadBack())
            .Write(blind, ModbusAddress.HoldingRegister(6), tag => tag.WithoutReadBack().WithoutVerify()));
        Assert.Equal(WriteStatus.Failed, (await connector.WriteAsync(rig.Write(rig.Speed, 1_400), default)).Status);
        Assert.Equal(WriteOutcome.Acknowledged, await connector.WriteAsync(rig.Write(blind, 1_400), default));
        Assert.Equal([1_400, 1_400], rig.Holding(5, 2));
    }

    [Fact]
    public async Task Bits_are_written_without_touching_their_neighbours()
    {
        await using var rig = new Rig();
        var (coil, bit) = (rig.AddSwitch("coil"), rig.AddSwitch("bit"));
        rig.Memory.Set(ModbusTable.HoldingRegisters, 9, 0xF0F0);
        var connector = await rig.StartAsync(modbus => modbus.Write(coil, ModbusAddress.Coil(3)).Write(bit, ModbusAddress.HoldingRegister(9), tag => tag.Bit(2)));
        Assert.Equal(WriteOutcome.Acknowledged, await connector.WriteAsync(rig.Write(coil, 1), default));
        Assert.Equal(WriteOutcome.Acknowledged, await connector.WriteAsync(rig.Write(bit, 1), default));
        Assert.Equal(0xF0F4, rig.Holding(9, 1)[0]);
        Assert.Equal((true, Quality.Good), await rig.Host.For(coil, (v, _) => v is true));
        Assert.Equal((true, Quality.Good), await rig.Host.For(bit, (v, _) => v is true));
        Assert.Equal(WriteOutcome.Acknowledged, await connector.WriteAsync(rig.Write(bit, 0), default));
        Assert.Equal(0xF0F0, rig.Holding(9, 1)[0]);
    }

    [Fact]
    public async Task A_device_without_function_6_is_written_by_function_16()
    {
        await using var rig = new Rig();
        var singles = 0;
        rig.Fault = request =>
        {
            if (request.Function != ModbusFunction.WriteSingleRegister)
                return null;
            Interlocked.Increment(ref singles);
            return new ModbusFault { Code = ModbusExceptionCode.IllegalFunction };
        };
        var connector = await rig.StartAsync(modbus => modbus.Write(rig.Speed, ModbusAddress.HoldingRegister(5), tag => tag.WithoutReadBack()));
        Assert.Equal(WriteOutcome.Acknowledged, await connector.WriteAsync(rig.Write(rig.Speed, 1_200), default));
        Assert.Equal(WriteOutcome.Acknowledged, await connector.WriteAsync(rig.Write(rig.Speed, 1_300), default));
        Assert.Equal((1, 1_300), (singles, rig.Holding(5, 1)[0]));
    }

    [Theory]
    [InlineData(ModbusExceptionCode.IllegalDataValue, WriteStatus.Rejected)]
    [InlineData(ModbusExceptionCode.ServerDeviceBusy, WriteStatus.Failed)]
    public async Task Refusals_say_whether_trying_again_makes_sense(ModbusExceptionCode code, WriteStatus expected)
    {
        await using var rig = new Rig();
        rig.Fault = _ => new ModbusFault { Code = code };
        var connector = await rig.StartAsync(modbus => modbus.Write(rig.Speed, ModbusAddress.HoldingRegister(5), tag => tag.WithoutReadBack()));
        var outcome = await connector.WriteAsync(rig.Write(rig.Speed, 1_200), default);
        Assert.Equal(expected, outcome.Status);
        Assert.Contains($"exception {(int)code}", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_past_its_expiry_is_never_sent_and_one_not_named_neither()
    {
        await using var rig = new Rig();
        var other = rig.Twin.AddSetpoint("other", Units.RevolutionPerMinute);
        var connector = await rig.StartAsync(modbus => modbus.Write(rig.Speed, ModbusAddress.HoldingRegister(5), tag => tag.WithoutReadBack()));
        Assert.Equal(WriteStatus.Expired, (await connector.WriteAsync(rig.Write(rig.Speed, 1_200, TimeSpan.Zero), default)).Status);
        Assert.Equal(WriteStatus.Rejected, (await connector.WriteAsync(rig.Write(other, 1_200), default)).Status);
        Assert.Equal(WriteStatus.NotSent, (await connector.WriteAsync(rig.Write(rig.Speed, 1_200), new CancellationToken(canceled: true))).Status);
        Assert.Equal(0, rig.Server.Requests);
    }

    [Fact]
    public async Task A_write_that_expires_behind_others_is_not_sent()
    {
        await using var rig = new Rig();
        rig.Fault = _ => ModbusFault.Silence;
        var second = rig.Twin.AddSetpoint("second", Units.RevolutionPerMinute);
        var connector = await rig.StartAsync(modbus => modbus.Timeouts(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30))
            .Write(rig.Speed, ModbusAddress.HoldingRegister(5), tag => tag.WithoutReadBack()).Write(second, ModbusAddress.HoldingRegister(6), tag => tag.WithoutReadBack()));
        using var stop = new CancellationTokenSource();
        var first = connector.WriteAsync(rig.Write(rig.Speed, 1_200), stop.Token).AsTask();
        var outcome = await connector.WriteAsync(rig.Write(second, 1_300, TimeSpan.FromMilliseconds(50)), default);
        Assert.Equal(WriteStatus.Expired, outcome.Status);
        await stop.CancelAsync();
        Assert.Equal(WriteStatus.Failed, (await first).Status);
        Assert.Equal(0, rig.Holding(6, 1)[0]);
        Assert.Equal(1, rig.Server.Requests);
    }

    [Fact]
    public async Task Without_an_answer_the_value_may_have_been_written()
    {
        await using var rig = new Rig();
        rig.Fault = _ => ModbusFault.Silence;
        var connector = await rig.StartAsync(modbus => modbus.Timeouts(TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(50))
            .Write(rig.Speed, ModbusAddress.HoldingRegister(5), tag => tag.WithoutReadBack()));
        var outcome = await connector.WriteAsync(rig.Write(rig.Speed, 1_200), default);
        Assert.Equal(WriteStatus.Failed, outcome.Status);
        Assert.Contains("may have been written", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_start_and_after_the_end_nothing_is_written()
    {
        await using var rig = new Rig();
        var connector = rig.Make(modbus => modbus.Write(rig.Speed, ModbusAddress.HoldingRegister(5)));
        Assert.Equal(WriteStatus.Failed, (await connector.WriteAsync(rig.Write(rig.Speed, 1_200), default)).Status);
        await connector.StartAsync(rig.Host, default);
        await connector.DisposeAsync();
        Assert.Equal(WriteStatus.Failed, (await connector.WriteAsync(rig.Write(rig.Speed, 1_200), default)).Status);
        Assert.Equal(0, rig.Holding(5, 1)[0]);
        Assert.Equal(ConnectorState.Stopped, rig.Host.States.Last().State);
    }

    /// <summary>A drive that takes any speed and keeps 1500 at most.</summary>
    private sealed class LimitingDrive : IModbusDevice
    {
        private readonly ModbusMemory _memory = new(10);

        public ModbusExceptionCode Read(ModbusTable table, ushort address, Span<ushort> destination) => _memory.Read(table, address, destination);

        public ModbusExceptionCode Read(ModbusTable table, ushort address, Span<bool> destination) => _memory.Read(table, address, destination);

        public ModbusExceptionCode Write(ushort address, ReadOnlySpan<bool> values) => _memory.Write(address, values);

        public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values) => _memory.Write(address, [Math.Min(values[0], (ushort)1_500)]);
    }
}
