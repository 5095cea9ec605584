using System.Text;
using DigitalTwin.Sdk.Protocols.Modbus;
using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests;

/// <summary>Finding out what a device has.</summary>
public sealed class ScannerTests
{
    [Fact]
    public async Task Exactly_the_addresses_that_the_device_has_are_found_with_what_stood_there()
    {
        await using var server = ModbusServer.ListenOnTcp(new Islands((10, 30), (31, 32), (200, 460)), null, new ModbusServerOptions
        {
            Identification = new ModbusDeviceIdentification([new(0, "Acme"), new(1, "D-7"), new(2, "1.4")]),
        });
        await using var client = ModbusClient.OverTcp("127.0.0.1", server.EndPoint.Port);
        var scan = await ModbusScanner.ScanAsync(client, 1);
        Assert.Equal(["HoldingRegisters 10 to 29", "HoldingRegisters 31 to 31", "HoldingRegisters 200 to 459"], scan.Ranges.Select(r => r.ToString()));
        Assert.Equal(Enumerable.Range(200, 260).Select(i => (ushort)i), scan.Ranges[2].Values);
        Assert.Equal("Acme", scan.Identification!.VendorName);
        Assert.Equal(server.Requests, scan.Requests);
    }

    [Fact]
    public async Task The_tag_file_of_a_scan_makes_a_connector()
    {
        await using var rig = new Rig();
        await using var server = ModbusServer.ListenOnTcp(new Islands((3, 5)));
        await using var client = ModbusClient.OverTcp("127.0.0.1", server.EndPoint.Port);
        var scan = await ModbusScanner.ScanAsync(client, 7, new ModbusScanOptions { Tables = [ModbusTable.HoldingRegisters], First = 3, Count = 2 });
        var (third, fourth) = (rig.Add<int>("holding_3"), rig.Add<int>("holding_4"));

        List<TagEntry> entries = [];
        List<string> problems = [];
        TagFile.Parse("scan.json", Encoding.UTF8.GetBytes(scan.ToTagJson("pump-101")), entries, problems);
        Assert.Empty(problems);
        await rig.StartAsync(modbus => modbus.Entries.AddRange(entries), server.EndPoint.Port);
        Assert.Equal((3, Quality.Good), await rig.Host.For(third));
        Assert.Equal((4, Quality.Good), await rig.Host.For(fourth));
        Assert.Equal([(byte)7], rig.Connector.Requests.Select(r => r.Device));
    }

    [Fact]
    public async Task A_silent_device_ends_the_scan()
    {
        await using var server = ModbusServer.ListenOnTcp(new Islands(), null, new ModbusServerOptions { Fault = _ => ModbusFault.Silence });
        await using var client = ModbusClient.OverTcp("127.0.0.1", server.EndPoint.Port, new ModbusClientOptions { Timeout = TimeSpan.FromMilliseconds(20) });
        await Assert.ThrowsAsync<TimeoutException>(() => ModbusScanner.ScanAsync(client, 1));
    }

    [Theory]
    [InlineData(-1, 1, 125)]
    [InlineData(0, 0, 125)]
    [InlineData(65_535, 2, 125)]
    [InlineData(0, 1, 126)]
    public async Task Options_out_of_range_are_refused(int first, int count, int most)
    {
        await using var client = ModbusClient.OverTcp("127.0.0.1", 1);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ModbusScanner.ScanAsync(client, 1, new ModbusScanOptions { First = first, Count = count, MaxRegisters = most }));
    }

    /// <summary>Holding registers here and there, each of which holds its number; no other table.</summary>
    private sealed class Islands(params (int First, int End)[] islands) : IModbusDevice
    {
        public ModbusExceptionCode Read(ModbusTable table, ushort address, Span<ushort> destination)
        {
            var end = address + destination.Length;
            if (table != ModbusTable.HoldingRegisters)
                return ModbusExceptionCode.IllegalFunction;
            if (!islands.Any(i => address >= i.First && end <= i.End))
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
