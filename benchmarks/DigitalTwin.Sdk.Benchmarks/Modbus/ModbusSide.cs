using System.Diagnostics;
using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Our client, connected: so many reads of 125 registers by one or several callers.</summary>
internal sealed class ModbusSide : IAsyncDisposable
{
    internal const int Registers = ModbusLimits.ReadRegisters;
    private const int Addresses = 9000;
    private readonly ModbusClient _client;
    private readonly int _callers;

    private ModbusSide(ModbusClient client, int callers) => (_client, _callers) = (client, callers);

    internal static async Task<ModbusSide> ConnectAsync(int port, int callers = 1, int inFlight = 1)
    {
        var client = ModbusClient.OverTcp("127.0.0.1", port, new ModbusClientOptions { MaxInFlight = inFlight, Timeout = TimeSpan.FromSeconds(10) });
        await client.ConnectAsync();
        return new ModbusSide(client, callers);
    }

    /// <summary>The sum of the last registers of so many reads by one caller, as the server holds them: register i is i.</summary>
    internal static long SumOf(int reads) => Enumerable.Range(0, reads).Sum(static i => (i % Addresses) + Registers - 1L);

    /// <summary>Does so many reads in all, and checks what they brought.</summary>
    internal async Task<Trial> RunAsync(int reads)
    {
        var each = reads / _callers;
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var sums = await Task.WhenAll(Enumerable.Range(0, _callers).Select(_ => Task.Run(() => ReadAsync(each))));
        var wall = Stopwatch.GetElapsedTime(start);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        if (sums.Any(s => s != SumOf(each)))
            throw new InvalidOperationException("Our Modbus client read wrong registers.");
        var count = each * _callers;
        return new Trial(wall.TotalNanoseconds / count, cpu.TotalNanoseconds / count, bytes / (double)count);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task<long> ReadAsync(int reads)
    {
        var registers = new ushort[Registers];
        var sum = 0L;
        for (var i = 0; i < reads; i++)
        {
            var result = await _client.ReadHoldingRegistersAsync(1, (ushort)(i % Addresses), registers);
            result.ThrowIfRefused();
            sum += registers[^1];
        }

        return sum;
    }
}
