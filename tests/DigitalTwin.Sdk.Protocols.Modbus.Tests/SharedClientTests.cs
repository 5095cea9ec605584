using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Protocols.Modbus.Tests;

/// <summary>Many callers on one connection, against our own server and its faults.</summary>
[Collection(nameof(SharedClientTests))]
[CollectionDefinition(nameof(SharedClientTests), DisableParallelization = true)]
public sealed class SharedClientTests
{
    private static readonly ModbusMemory Memory = Numbered();

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Every_caller_gets_its_own_registers(int inFlight)
    {
        await using var server = ModbusServer.ListenOnTcp(Memory);
        await using var client = ModbusClient.OverTcp("127.0.0.1", server.EndPoint.Port, new ModbusClientOptions { MaxInFlight = inFlight, Timeout = ScriptedDevice.Limit });
        await Task.WhenAll(Enumerable.Range(0, 12).Select(caller => Task.Run(() => ReadAsync(client, new Random(caller), 300))));

        Assert.Equal(3600, client.Counters.Answered);
        Assert.Equal(1, client.Counters.Connections);
        Assert.Equal(3600, server.Requests);
    }

    [Fact]
    public async Task No_fault_of_a_device_makes_a_wrong_number()
    {
        var faults = new Random(20261123);
        ModbusFault? Fault(ModbusServerRequest request)
        {
            lock (faults)
            {
                return faults.Next(12) switch
                {
                    0 => new ModbusFault { Code = ModbusExceptionCode.ServerDeviceBusy },
                    1 => new ModbusFault { Closes = true },
                    2 => new ModbusFault { KeepBytes = faults.Next(12), Closes = true },
                    3 => ModbusFault.Silence,
                    4 => new ModbusFault { Damage = faults.Next(8) },
                    5 => new ModbusFault { Before = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }.AsMemory(0, faults.Next(9)) },
                    6 => new ModbusFault { Delay = TimeSpan.FromMilliseconds(faults.Next(200)) },
                    _ => null,
                };
            }
        }

        await using var server = ModbusServer.ListenOnTcp(Memory, options: new ModbusServerOptions { Fault = Fault });
        await using var client = ModbusClient.OverTcp("127.0.0.1", server.EndPoint.Port, new ModbusClientOptions { MaxInFlight = 4, Timeout = TimeSpan.FromMilliseconds(100) });
        var good = await Task.WhenAll(Enumerable.Range(0, 6).Select(caller => Task.Run(() => TryReadAsync(client, new Random(caller), 60))));

        Assert.True(good.Sum() > 60, $"only {good.Sum()} good reads");
        Assert.True(client.Counters is { TimedOut: > 0, Refused: > 0, Connections: > 1 }, client.Counters.ToString());
    }

    [Fact]
    public async Task A_steady_read_allocates_next_to_nothing()
    {
        using var device = new QuietDevice();
        await using var client = ModbusClient.OverTcp("127.0.0.1", device.Port, new ModbusClientOptions { Timeout = ScriptedDevice.Limit });
        await ReadAsync(client, 3000);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await ReadAsync(client, 3000);
        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / 3000.0;

        // Of the whole process: client, device, thread pool and test.
        Assert.True(each <= 64, $"{each} bytes a read");
    }

    private static async Task ReadAsync(ModbusClient client, int times)
    {
        var registers = new ushort[125];
        for (var i = 0; i < times; i++)
            Assert.True((await client.ReadHoldingRegistersAsync(1, 0, registers)).IsSuccess);
    }

    private static async Task ReadAsync(ModbusClient client, Random random, int times)
    {
        var registers = new ushort[125];
        for (var i = 0; i < times; i++)
        {
            var (address, count) = (random.Next(60_000), random.Next(1, 126));
            Assert.True((await client.ReadHoldingRegistersAsync(1, (ushort)address, registers.AsMemory(0, count))).IsSuccess);
            if (registers[0] != (ushort)address || registers[count - 1] != (ushort)(address + count - 1))
                Assert.Fail($"{registers[0]} at {address}");
        }
    }

    private static async Task<int> TryReadAsync(ModbusClient client, Random random, int times)
    {
        var registers = new ushort[125];
        var good = 0;
        for (var i = 0; i < times; i++)
        {
            var (address, count) = (random.Next(60_000), random.Next(1, 126));
            Array.Clear(registers);
            try
            {
                if (!(await client.ReadHoldingRegistersAsync(1, (ushort)address, registers.AsMemory(0, count))).IsSuccess)
                    continue;
                good++;
                Assert.All(Enumerable.Range(0, count), k => Assert.Equal((ushort)(address + k), registers[k]));
            }
            catch (Exception e) when (e is ModbusException or TimeoutException)
            {
                // Said, and nothing written.
                Assert.All(registers, r => Assert.Equal(0, r));
            }
        }

        return good;
    }

    private static ModbusMemory Numbered()
    {
        var memory = new ModbusMemory();
        memory.Set(ModbusTable.HoldingRegisters, 0, [.. Enumerable.Range(0, 65_536).Select(i => (ushort)i)]);
        return memory;
    }
}
