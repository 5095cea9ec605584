using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Protocols.Modbus.Tests.Peers;

/// <summary>Our client against servers of four other implementations, and another client against our server.</summary>
public sealed class InteropTests(ModbusPeers peers) : IClassFixture<ModbusPeers>
{
    [PeerTheory]
    [InlineData("libmodbus")]
    [InlineData("pymodbus")]
    [InlineData("modbus-serial")]
    [InlineData("jsmodbus")]
    public async Task Over_tcp(string peer)
    {
        var (process, port) = await peers.ServeTcpAsync(peer);
        await using var running = process;
        await using var client = ModbusClient.OverTcp("127.0.0.1", port, new ModbusClientOptions { Timeout = TimeSpan.FromSeconds(10) });
        await TalkAsync(client, peer);
        await ManyAsync(client);
    }

    [PeerTheory]
    [InlineData("libmodbus")]
    [InlineData("pymodbus")]
    [InlineData("modbus-serial")]
    public async Task Over_a_serial_line(string peer)
    {
        var (line, server, port) = await peers.ServeRtuAsync(peer);
        await using var joined = line;
        await using var running = server;
        var serial = new ModbusSerialOptions { BaudRate = 115_200, Parity = ModbusParity.None };
        await using var client = ModbusClient.OverSerial(port, serial, new ModbusClientOptions { Timeout = TimeSpan.FromSeconds(10) });
        await TalkAsync(client, peer);
    }

    [PeerTheory]
    [InlineData("pymodbus")]
    [InlineData("jsmodbus")]
    public async Task Device_identification(string peer)
    {
        var (process, port) = await peers.ServeTcpAsync(peer);
        await using var running = process;
        await using var client = ModbusClient.OverTcp("127.0.0.1", port);
        var answer = await client.ReadDeviceIdentificationAsync(1);

        // jsmodbus knows the function, has nothing to say, and refuses with one byte more than others.
        Assert.Equal(peer == "jsmodbus" ? ModbusExceptionCode.IllegalFunction : ModbusExceptionCode.None, answer.Result.Code);
        if (answer.Value is not null)
            Assert.Equal(("PumpPeer", "PP", "3.0"), (answer.Value.VendorName, answer.Value.ProductCode, answer.Value.Revision));
    }

    [PeerTheory]
    [InlineData("modbus-serial")]
    public async Task A_device_that_misbehaves(string peer)
    {
        var (process, port) = await peers.ServeTcpAsync(peer);
        await using var running = process;
        await using var client = ModbusClient.OverTcp("127.0.0.1", port, new ModbusClientOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        var registers = new ushort[2];

        Assert.Equal(ModbusExceptionCode.ServerDeviceFailure, (await client.ReadHoldingRegistersAsync(3, 5, registers)).Code);
        await Assert.ThrowsAsync<TimeoutException>(() => client.ReadHoldingRegistersAsync(2, 5, registers).AsTask());
        Assert.True((await client.ReadHoldingRegistersAsync(1, 5, registers)).IsSuccess);
        Assert.Equal<ushort>([5, 6], registers);
    }

    [PeerTheory]
    [InlineData("mbpoll")]
    public async Task Another_client_reads_our_server(string client)
    {
        var memory = new ModbusMemory(10_000);
        for (var i = 0; i < 10_000; i++)
        {
            memory.Set(ModbusTable.HoldingRegisters, (ushort)i, (ushort)i);
            memory.Set(ModbusTable.InputRegisters, (ushort)i, (ushort)(10_000 + i));
            memory.Set(ModbusTable.Coils, (ushort)i, i % 3 == 0);
            memory.Set(ModbusTable.DiscreteInputs, (ushort)i, i % 3 == 0);
        }

        await using var server = ModbusServer.ListenOnTcp(memory);
        Assert.Equal("mbpoll", client);
        var said = await PeerProcess.RunAsync("sh", "check.sh", "tcp", $"{server.EndPoint.Port}");
        Assert.Contains("9 passed, 0 failed", said, StringComparison.Ordinal);
    }

    /// <summary>All peers hold 10,000 of each table: holding register i = i, input register i = 10,000 + i, bits on where i is a multiple of three.</summary>
    private static async Task TalkAsync(ModbusClient client, string peer)
    {
        var (registers, bits) = (new ushort[125], new bool[100]);
        Assert.True((await client.ReadHoldingRegistersAsync(1, 9000, registers)).IsSuccess);
        Assert.Equal(Enumerable.Range(9000, 125), registers.Select(r => (int)r));
        Assert.True((await client.ReadInputRegistersAsync(1, 7, registers.AsMemory(0, 3))).IsSuccess);
        Assert.Equal<ushort>([10_007, 10_008, 10_009], registers[..3]);
        Assert.True((await client.ReadCoilsAsync(1, 3, bits)).IsSuccess);
        Assert.Equal(Enumerable.Range(3, 100).Select(i => i % 3 == 0), bits);
        Assert.True((await client.ReadDiscreteInputsAsync(1, 4, bits.AsMemory(0, 9))).IsSuccess);
        Assert.Equal(Enumerable.Range(4, 9).Select(i => i % 3 == 0), bits[..9]);

        Assert.True((await client.WriteSingleRegisterAsync(1, 100, 4242)).IsSuccess);
        Assert.True((await client.WriteMultipleRegistersAsync(1, 101, new ushort[] { 1, 65_535 })).IsSuccess);
        Assert.True((await client.ReadHoldingRegistersAsync(1, 99, registers.AsMemory(0, 5))).IsSuccess);
        Assert.Equal<ushort>([99, 4242, 1, 65_535, 103], registers[..5]);
        Assert.True((await client.WriteSingleCoilAsync(1, 200, true)).IsSuccess);
        Assert.True((await client.WriteMultipleCoilsAsync(1, 201, new[] { false, true, true })).IsSuccess);
        Assert.True((await client.ReadCoilsAsync(1, 199, bits.AsMemory(0, 6))).IsSuccess);
        Assert.Equal([false, true, false, true, true, true], bits[..6]);

        // 9,990 to 10,009 go past the end of the table; jsmodbus answers with too few instead of refusing.
        if (peer != "jsmodbus")
            Assert.False((await client.ReadHoldingRegistersAsync(1, 9990, registers.AsMemory(0, 20))).IsSuccess);
    }

    private static async Task ManyAsync(ModbusClient client)
    {
        var tasks = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            var registers = new ushort[10];
            for (var i = 0; i < 50; i++)
            {
                var address = (ushort)(1000 + (caller * 500) + i);
                Assert.True((await client.ReadHoldingRegistersAsync(1, address, registers)).IsSuccess);
                Assert.Equal(Enumerable.Range(address, 10), registers.Select(r => (int)r));
            }
        }));
        await Task.WhenAll(tasks);
    }
}
