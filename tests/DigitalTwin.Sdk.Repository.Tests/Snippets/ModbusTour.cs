using DigitalTwin.Sdk.Protocols.Modbus;
using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class ModbusTour
{
    [Fact]
    public async Task A_device_is_played_read_and_written()
    {
        var stop = CancellationToken.None;

        // snippet: modbus-server
        var memory = new ModbusMemory();
        memory.Set(ModbusTable.HoldingRegisters, 100, 1450, 0);       // 100: speed in rpm, 101: reserved
        var pressure = new ushort[2];
        RegisterWriter.Write(pressure, 3.75f);                        // a float takes two registers
        memory.Set(ModbusTable.InputRegisters, 10, pressure);

        await using var server = ModbusServer.ListenOnTcp(memory);    // loopback, a free port
        // end-snippet

        var (host, port) = ("127.0.0.1", server.EndPoint.Port);

        // snippet: modbus-client
        await using var client = ModbusClient.OverTcp(host, port);    // or OverTls, OverSerial("/dev/ttyUSB0"), RtuOverTcp

        var registers = new ushort[2];
        var read = await client.ReadHoldingRegistersAsync(unit: 1, address: 100, registers, stop);
        if (read.IsSuccess)
            Console.WriteLine($"{RegisterReader.ToInt16(registers)} rpm");
        else
            Console.WriteLine(read);                                  // the device said no: "exception 2 (IllegalDataAddress)"

        var written = await client.WriteSingleRegisterAsync(unit: 1, address: 100, value: 1200, stop);
        written.ThrowIfRefused();
        // end-snippet

        Assert.Equal(1450, registers[0]);
        Assert.Equal(2, client.Counters.Answered);
    }

    [Fact]
    public async Task Faults_are_played_on_demand()
    {
        var memory = new ModbusMemory();

        // snippet: modbus-faults
        await using var server = ModbusServer.ListenOnTcp(memory, options: new ModbusServerOptions
        {
            Fault = request => (request.Number % 3) switch
            {
                0 => ModbusFault.Silence,                             // hears, and does not answer
                1 => new ModbusFault { Code = ModbusExceptionCode.ServerDeviceBusy },
                _ => null,                                            // answers as it should
            },
        });
        // end-snippet

        await using var client = ModbusClient.OverTcp("127.0.0.1", server.EndPoint.Port);
        var first = await client.ReadHoldingRegistersAsync(1, 0, new ushort[1]);
        var second = await client.ReadHoldingRegistersAsync(1, 0, new ushort[1]);

        Assert.Equal(ModbusExceptionCode.ServerDeviceBusy, first.Code);
        Assert.True(second.IsSuccess);
    }
}
