using DigitalTwin.Sdk.Protocols.Modbus;
using DigitalTwin.Sdk.Protocols.Modbus.Server;
using DigitalTwin.Sdk.Testing;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests;

/// <summary>What becomes of refusals, silence and lost links.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_tag_that_the_device_has_not_stops_alone_and_says_why()
    {
        await using var rig = new Rig();
        rig.Memory.Set(ModbusTable.HoldingRegisters, 1_990, 1, 2, 3);
        var (last, beyond) = (rig.Add<int>("last"), rig.Add<int>("beyond"));
        await rig.StartAsync(modbus => modbus
            .Read(rig.Flow, ModbusAddress.HoldingRegister(1_990))
            .Read(rig.Head, ModbusAddress.HoldingRegister(1_992))
            .Read(last, ModbusAddress.HoldingRegister(1_999))
            .Read(beyond, ModbusAddress.HoldingRegister(2_000)));      // the device ends before
        Assert.Single(rig.Connector.Requests);

        Assert.Equal((1.0, Quality.Good), await rig.Host.For(rig.Flow));
        Assert.Equal((3.0, Quality.Good), await rig.Host.For(rig.Head));
        Assert.Equal((0, Quality.Good), await rig.Host.For(last));
        Assert.Equal((null, Quality.Bad | Quality.SourceFlagged), await rig.Host.For(beyond));
        await rig.Host.Until(() => rig.Host.States.Last().State == ConnectorState.Connected && rig.Host.States.Last().Reason.Contains("beyond", StringComparison.Ordinal));
        Assert.Contains("exception 2 (IllegalDataAddress)", Assert.Single(rig.Connector.StoppedTags), StringComparison.Ordinal);

        var asked = rig.Connector.Mappings.Single(m => m.Property.EndsWith("beyond", StringComparison.Ordinal)).Consumed;
        var before = rig.Host.Samples.Count;
        await rig.Host.Until(() => rig.Host.Samples.Count > before + 20);
        Assert.Equal(asked, rig.Connector.Mappings.Single(m => m.Property.EndsWith("beyond", StringComparison.Ordinal)).Consumed);
        Assert.DoesNotContain(rig.Connector.Requests, r => r.Properties.Any(p => p.EndsWith("beyond", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_hole_that_the_device_refuses_costs_no_tag()
    {
        await using var rig = new Rig();
        await using var server = ModbusServer.ListenOnTcp(new DeviceWithHole());
        await rig.StartAsync(modbus => modbus.Read(rig.Flow, ModbusAddress.HoldingRegister(1)).Read(rig.Head, ModbusAddress.HoldingRegister(5)), server.EndPoint.Port);
        Assert.Equal((1.0, Quality.Good), await rig.Host.For(rig.Flow));
        Assert.Equal((5.0, Quality.Good), await rig.Host.For(rig.Head));
        Assert.Empty(rig.Connector.StoppedTags);
        Assert.Equal(2, rig.Connector.Requests.Count);
    }

    [Theory]
    [InlineData(ModbusExceptionCode.ServerDeviceFailure)]
    [InlineData(ModbusExceptionCode.Acknowledge)]
    [InlineData(ModbusExceptionCode.ServerDeviceBusy)]
    public async Task A_busy_device_is_left_alone_for_a_while_and_asked_again(ModbusExceptionCode code)
    {
        await using var rig = new Rig();
        rig.Memory.Set(ModbusTable.HoldingRegisters, 0, 42);
        rig.Fault = request => request.Number <= 3 ? new ModbusFault { Code = code } : null;
        await rig.StartAsync(modbus => modbus.Read(rig.Flow, ModbusAddress.HoldingRegister(0)));
        Assert.Equal((null, Quality.Bad | Quality.SourceFlagged), await rig.Host.For(rig.Flow));
        Assert.Equal((42.0, Quality.Good), await rig.Host.For(rig.Flow, (v, _) => v is not null));
        Assert.Equal(3, rig.Connector.Mappings[0].Failed);
        Assert.True(rig.Connector.Skipped > 0);
        Assert.Empty(rig.Connector.StoppedTags);
    }

    [Fact]
    public async Task A_device_that_falls_silent_makes_its_values_bad_until_it_answers_again()
    {
        await using var rig = new Rig();
        var isSilent = false;
        rig.Fault = _ => Volatile.Read(ref isSilent) ? ModbusFault.Silence : null;
        await rig.StartAsync(modbus => modbus.Timeouts(TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(50)).Read(rig.Flow, ModbusAddress.HoldingRegister(0)));
        await rig.Host.For(rig.Flow, (_, q) => q == Quality.Good);
        Volatile.Write(ref isSilent, true);
        Assert.Equal((null, Quality.Bad | Quality.CommLoss), await rig.Host.For(rig.Flow, (v, _) => v is null));
        await rig.Host.State(ConnectorState.Reconnecting);
        Volatile.Write(ref isSilent, false);
        await rig.Host.State(ConnectorState.Connected, times: 2);
        Assert.Contains("unit 1", rig.Host.States.First(s => s.State == ConnectorState.Reconnecting).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_link_is_reported_and_made_again()
    {
        await using var rig = new Rig();
        await using var link = FaultyLink.Start(rig.Server.EndPoint, TimeProvider.System, seed: 5);
        rig.Memory.Set(ModbusTable.HoldingRegisters, 0, 42);
        await rig.StartAsync(modbus => modbus.Read(rig.Flow, ModbusAddress.HoldingRegister(0)), link.EndPoint.Port);
        await rig.Host.For(rig.Flow, (_, q) => q == Quality.Good);
        link.Refuse();
        link.Cut();
        Assert.Equal((null, Quality.Bad | Quality.CommLoss), await rig.Host.For(rig.Flow, (v, _) => v is null));
        await rig.Host.State(ConnectorState.Reconnecting);
        link.Resume();
        await rig.Host.State(ConnectorState.Connected, times: 2);
        Assert.True(rig.Host.Counters().Reconnects >= 1);
    }

    [Fact]
    public async Task A_device_that_is_not_there_yet_is_waited_for()
    {
        await using var rig = new Rig();
        await using var link = FaultyLink.Start(rig.Server.EndPoint, TimeProvider.System, seed: 5);
        link.Refuse();
        await rig.StartAsync(modbus => modbus.Read(rig.Flow, ModbusAddress.HoldingRegister(0)), link.EndPoint.Port);
        await rig.Host.For(rig.Flow, (_, q) => q == (Quality.Bad | Quality.CommLoss));
        Assert.DoesNotContain(rig.Host.States, s => s.State is ConnectorState.Connected or ConnectorState.Reconnecting);
        link.Resume();
        await rig.Host.State(ConnectorState.Connected);
    }

    [Fact]
    public async Task A_connector_that_only_writes_knows_whether_there_is_a_link()
    {
        await using var rig = new Rig();
        await rig.StartAsync(modbus => modbus.Write(rig.Speed, ModbusAddress.HoldingRegister(0), tag => tag.WithoutReadBack()));
        await rig.Host.State(ConnectorState.Connected);
        Assert.Empty(rig.Host.Samples);
    }

    /// <summary>Registers 0 to 2 and 5 to 9, each of which holds its number.</summary>
    private sealed class DeviceWithHole : IModbusDevice
    {
        public ModbusExceptionCode Read(ModbusTable table, ushort address, Span<ushort> destination)
        {
            var end = address + destination.Length;
            if (!(end <= 3 || (address >= 5 && end <= 10)))
                return ModbusExceptionCode.IllegalDataAddress;
            for (var i = 0; i < destination.Length; i++)
                destination[i] = (ushort)(address + i);
            return ModbusExceptionCode.None;
        }

        public ModbusExceptionCode Read(ModbusTable table, ushort address, Span<bool> destination) => ModbusExceptionCode.IllegalFunction;

        public ModbusExceptionCode Write(ushort address, ReadOnlySpan<bool> values) => ModbusExceptionCode.IllegalFunction;

        public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values) => ModbusExceptionCode.IllegalFunction;
    }
}
