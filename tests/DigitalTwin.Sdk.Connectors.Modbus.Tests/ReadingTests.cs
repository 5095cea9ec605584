using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests;

/// <summary>From registers to samples.</summary>
public sealed class ReadingTests
{
    [Fact]
    public async Task Values_come_scaled_in_the_propertys_unit_and_type()
    {
        await using var rig = new Rig();
        var (isRunning, alarm, hours, name, count) = (rig.Add<bool>("running"), rig.Add<bool>("alarm"), rig.Add<long>("hours"), rig.Add<string>("name"), rig.Add<int>("count"));
        rig.SetFloat(ModbusTable.InputRegisters, 0, 69.44444f, RegisterOrder.Cdab);          // l/s
        rig.Memory.Set(ModbusTable.InputRegisters, 2, unchecked((ushort)-123));               // tenths of a metre, 20 m below
        rig.Memory.Set(ModbusTable.Coils, 7, true);
        rig.Memory.Set(ModbusTable.HoldingRegisters, 10, 0b0000_1000);
        rig.Memory.Set(ModbusTable.HoldingRegisters, 20, 0x7FFF, 0xFFFF, 0xFFFF, 0xFFFE);
        rig.Memory.Set(ModbusTable.HoldingRegisters, 30, 0x5075, 0x6D70, 0x2037, 0);
        rig.Memory.Set(ModbusTable.HoldingRegisters, 40, 0x0012, 0x3456);
        await rig.StartAsync(modbus => modbus
            .Read(rig.Flow, ModbusAddress.InputRegister(0), tag => tag.Float32(RegisterOrder.Cdab).Unit(Units.LitrePerSecond))
            .Read(rig.Head, ModbusAddress.InputRegister(2), tag => tag.Int16().Scale(0.1, offset: 20))
            .Read(isRunning, ModbusAddress.Coil(7))
            .Read(alarm, ModbusAddress.HoldingRegister(10), tag => tag.Bit(3))
            .Read(hours, ModbusAddress.HoldingRegister(20), tag => tag.Int64())
            .Read(name, ModbusAddress.HoldingRegister(30), tag => tag.Text(4))
            .Read(count, ModbusAddress.HoldingRegister(40), tag => tag.Bcd(2)));

        Assert.Equal(250, Assert.IsType<double>((await rig.Host.For(rig.Flow)).Value), 3);
        Assert.Equal(7.7, Assert.IsType<double>((await rig.Host.For(rig.Head)).Value), 9);
        Assert.Equal((true, Quality.Good), await rig.Host.For(isRunning));
        Assert.Equal((true, Quality.Good), await rig.Host.For(alarm));
        Assert.Equal((0x7FFFFFFFFFFFFFFE, Quality.Good), await rig.Host.For(hours));
        Assert.Equal(("Pump 7", Quality.Good), await rig.Host.For(name));
        Assert.Equal((123_456, Quality.Good), await rig.Host.For(count));
        Assert.Contains(rig.Host.States, s => s.State == ConnectorState.Connected);
    }

    [Fact]
    public async Task What_is_no_finite_number_is_bad_and_the_next_good_value_comes_through()
    {
        await using var rig = new Rig();
        rig.SetFloat(ModbusTable.InputRegisters, 0, float.NaN);
        await rig.StartAsync(modbus => modbus.Read(rig.Flow, ModbusAddress.InputRegister(0), tag => tag.Float32().Deadband(1000)));
        Assert.Equal((null, Quality.Bad | Quality.ConversionError), await rig.Host.For(rig.Flow));

        rig.SetFloat(ModbusTable.InputRegisters, 0, 250);
        Assert.Equal((250.0, Quality.Good), await rig.Host.For(rig.Flow, (v, _) => v is not null));
        Assert.True(rig.Host.Counters().BadPayloads >= 1);
    }

    [Fact]
    public async Task A_deadband_leaves_small_changes_out_and_counts_them()
    {
        await using var rig = new Rig();
        rig.Memory.Set(ModbusTable.InputRegisters, 0, 100);
        await rig.StartAsync(modbus => modbus.Read(rig.Flow, ModbusAddress.InputRegister(0), tag => tag.Deadband(5, atLeastEvery: TimeSpan.FromDays(1))));
        await rig.Host.For(rig.Flow);
        rig.Memory.Set(ModbusTable.InputRegisters, 0, 105);
        await Until(() => rig.Connector.Mappings[0].Filtered > 10);
        rig.Memory.Set(ModbusTable.InputRegisters, 0, 106);
        await rig.Host.For(rig.Flow, (v, _) => v is 106.0);
        Assert.Equal([100.0, 106.0], rig.Host.Samples.Select(s => s.Value));
        Assert.Equal(TimeSpan.FromDays(1), rig.Connector.Bindings.Single().ExpectedPeriod);
        Assert.True(rig.Host.Counters().Dropped > 10);
    }

    [Fact]
    public async Task Neighbours_are_read_by_one_request_and_each_period_has_its_own()
    {
        await using var rig = new Rig();
        var slow = rig.Add<int>("slow");
        await rig.StartAsync(modbus => modbus.Every(TimeSpan.FromMilliseconds(10))
            .Read(rig.Flow, ModbusAddress.InputRegister(0), tag => tag.Float32())
            .Read(rig.Head, ModbusAddress.InputRegister(10), tag => tag.Float32())
            .Read(rig.Speed, ModbusAddress.InputRegister(21))
            .Read(slow, ModbusAddress.InputRegister(1), tag => tag.Every(TimeSpan.FromDays(1))));
        await rig.Host.For(rig.Speed);
        Assert.Equal(
            ["00:00:00.0100000 0+12: 2", "00:00:00.0100000 21+1: 1", "1.00:00:00 1+1: 1"],
            rig.Connector.Requests.Select(r => $"{r.Period} {r.First}+{r.Count}: {r.Properties.Count}"));
    }

    [Fact]
    public async Task Devices_behind_one_link_are_told_apart()
    {
        await using var rig = new Rig();
        rig.Memory.Set(ModbusTable.HoldingRegisters, 0, 7);
        rig.Fault = request => request.Unit == 9 ? new Protocols.Modbus.Server.ModbusFault { Code = ModbusExceptionCode.GatewayTargetFailedToRespond } : null;
        await rig.StartAsync(modbus => modbus.Device(3)
            .Read(rig.Flow, ModbusAddress.HoldingRegister(0))
            .Read(rig.Head, ModbusAddress.HoldingRegister(0), tag => tag.Device(9)));
        Assert.Equal((7.0, Quality.Good), await rig.Host.For(rig.Flow));
        Assert.Equal((null, Quality.Bad | Quality.CommLoss), await rig.Host.For(rig.Head));
        await rig.Host.Until(() => rig.Host.States.Any(s => s.State == ConnectorState.Connected && s.Reason.Contains("device 9", StringComparison.Ordinal)));

        rig.Fault = null;
        Assert.Equal((7.0, Quality.Good), await rig.Host.For(rig.Head, (v, _) => v is not null));
        await rig.Host.Until(() => rig.Host.States.Last() == (ConnectorState.Connected, ""));
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TestHost.Limit);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
