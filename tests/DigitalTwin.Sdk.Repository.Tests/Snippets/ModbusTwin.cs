using DigitalTwin.Sdk.Connectors.Modbus;
using DigitalTwin.Sdk.Protocols.Modbus;
using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public sealed class ModbusTwin : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_drive_is_read_and_tried()
    {
        var graph = new TwinGraph();
        var pump = graph.Add("pump-101");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var head = pump.AddProperty("head", Units.Metre);
        var speed = pump.AddSetpoint("speed", Units.RevolutionPerMinute);
        var builder = new TwinRuntimeBuilder(graph);
        var memory = new ModbusMemory();
        await using var drive = ModbusServer.ListenOnTcp(memory);
        var address = $"modbus://127.0.0.1:{drive.EndPoint.Port}";

        // snippet: modbus-twin
        builder.AddModbus(address, modbus => modbus                   // "modbus://drive-101.plant.example"
            .AllowInsecure()                                          // plain Modbus protects nothing: say that you know
            .Every(TimeSpan.FromMilliseconds(500))
            .Read(flow, ModbusAddress.InputRegister(0), tag => tag.Float32(RegisterOrder.Cdab).Unit(Units.LitrePerSecond))
            .Read(head, ModbusAddress.InputRegister(2), tag => tag.Int16().Scale(0.1))
            .Write(speed, ModbusAddress.HoldingRegister(0), tag => tag.UInt16()), out var connector);
        // end-snippet

        // snippet: modbus-twin-trial
        Console.WriteLine(await connector.TestAsync());
        foreach (var request in connector.Requests)
            Console.WriteLine(request);                               // every 00:00:00.5000000: device 1, InputRegisters 0 to 2: ...
        // end-snippet

        Assert.Equal(2, connector.Requests.Count);
        Assert.True((await connector.TestAsync()).IsSound);
        await using var runtime = await builder.StartAsync();
    }

    [Fact]
    public async Task A_device_is_scanned_and_its_tags_are_read_from_a_file()
    {
        var stop = CancellationToken.None;
        var file = _file;
        await using var device = ModbusServer.ListenOnTcp(new ModbusMemory(size: 20));
        var (host, port) = ("127.0.0.1", device.EndPoint.Port);

        // Beside other tests a machine may be slower than any device.
        await using var client = ModbusClient.OverTcp(host, port, new ModbusClientOptions { Timeout = TimeSpan.FromSeconds(30) });

        // snippet: modbus-scan
        var scan = await ModbusScanner.ScanAsync(client, device: 1, new ModbusScanOptions { First = 0, Count = 500 }, stop);
        foreach (var range in scan.Ranges)
            Console.WriteLine(range);                                 // HoldingRegisters 0 to 19
        await File.WriteAllTextAsync(file, scan.ToTagJson("pump-101"), stop);
        // end-snippet

        Assert.Equal(4, scan.Ranges.Count);
        var graph = new TwinGraph();
        var pump = graph.Add("pump-101");
        foreach (var range in scan.Ranges)
        {
            foreach (var i in Enumerable.Range(range.First, range.Values.Count))
                pump.AddProperty<int>($"{(range.Table switch { ModbusTable.Coils => "coil", ModbusTable.DiscreteInputs => "discrete", ModbusTable.InputRegisters => "input", _ => "holding" })}_{i}");
        }

        var builder = new TwinRuntimeBuilder(graph);
        var address = $"modbus://{host}:{port}";

        // snippet: modbus-tag-file
        builder.AddModbus(address, modbus => modbus.AllowInsecure().Tags(file));
        // end-snippet

        await using var runtime = await builder.StartAsync(stop);
    }
}
