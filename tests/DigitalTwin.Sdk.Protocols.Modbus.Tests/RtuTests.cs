using System.Net;
using System.Net.Sockets;
using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Protocols.Modbus.Tests;

/// <summary>RTU frames over a pair of joined streams: our client against our server, and against what a disturbed line brings.</summary>
public sealed class RtuTests : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly ModbusMemory _memory = new(1000);

    [Fact]
    public async Task Everything_that_is_written_is_read()
    {
        var client = await ConnectAsync(null);
        var (registers, bits) = (new ushort[3], new bool[5]);
        Assert.True((await client.WriteMultipleRegistersAsync(1, 10, new ushort[] { 1, 2, 3 })).IsSuccess);
        Assert.True((await client.WriteSingleRegisterAsync(1, 11, 22)).IsSuccess);
        Assert.True((await client.MaskWriteRegisterAsync(1, 12, 0xFFFE, 0)).IsSuccess);
        Assert.True((await client.ReadHoldingRegistersAsync(1, 10, registers)).IsSuccess);
        Assert.Equal<ushort>([1, 22, 2], registers);
        Assert.True((await client.ReadWriteMultipleRegistersAsync(1, 10, registers, 10, new ushort[] { 7 })).IsSuccess);
        Assert.Equal<ushort>([7, 22, 2], registers);
        Assert.True((await client.WriteMultipleCoilsAsync(1, 3, new[] { true, false, true })).IsSuccess);
        Assert.True((await client.WriteSingleCoilAsync(1, 7, true)).IsSuccess);
        Assert.True((await client.ReadCoilsAsync(1, 3, bits)).IsSuccess);
        Assert.Equal([true, false, true, false, true], bits);
        Assert.Equal("RTU pump", (await client.ReadDeviceIdentificationAsync(1, ModbusIdentificationCategory.Regular)).Value!.ProductName);
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, (await client.ReadInputRegistersAsync(1, 999, registers)).Code);
    }

    [Fact]
    public async Task What_is_addressed_to_all_is_done_and_not_answered()
    {
        var client = await ConnectAsync(null);
        Assert.True((await client.WriteSingleRegisterAsync(0, 1, 5)).IsSuccess);
        var register = new ushort[1];
        Assert.True((await client.ReadHoldingRegistersAsync(1, 1, register)).IsSuccess);
        Assert.Equal(5, register[0]);
    }

    [Fact]
    public async Task A_damaged_answer_is_said_and_the_next_request_is_answered()
    {
        var client = await ConnectAsync(r => r.Number == 1 ? new ModbusFault { Damage = 4 } : null);
        var register = new ushort[1];
        var error = await Assert.ThrowsAsync<ModbusException>(() => client.ReadHoldingRegistersAsync(1, 1, register).AsTask());
        Assert.Contains("check sum", error.Message, StringComparison.Ordinal);
        Assert.True((await client.ReadHoldingRegistersAsync(1, 1, register)).IsSuccess);
        Assert.Equal(1, client.Counters.Damaged);
    }

    [Fact]
    public async Task An_answer_that_is_intact_and_not_ours_is_said_and_keeps_nobody_waiting()
    {
        // The echo of another write, such as a late one that a slow link brings after the line was left alone.
        var other = new byte[256];
        var length = Framing.RtuFrame.Write(1, [6, 0, 1, 0, 6], other);
        var client = await ConnectAsync(r => r.Number == 1 ? new ModbusFault { Instead = other.AsMemory(0, length) } : null);
        var error = await Assert.ThrowsAsync<ModbusException>(() => client.WriteSingleRegisterAsync(1, 1, 5).AsTask().WaitAsync(ScriptedDevice.Limit));
        Assert.Contains("the answer to WriteSingleRegister is none", error.Message, StringComparison.Ordinal);
        Assert.True((await client.WriteSingleRegisterAsync(1, 1, 7)).IsSuccess);
        Assert.Equal(1, client.Counters.Damaged);
    }

    [Fact]
    public async Task A_late_answer_is_not_taken_for_that_of_the_next_request()
    {
        // The same question twice, so that nothing but time can tell the answers apart; the register changes in between. The window ends with the late answer.
        _memory.Set(ModbusTable.HoldingRegisters, 1, (ushort)111);
        var client = await ConnectAsync(r => r.Number == 1 ? new ModbusFault { Delay = TimeSpan.FromMilliseconds(250) } : null, TimeSpan.FromMilliseconds(100), ScriptedDevice.Limit);
        var register = new ushort[1];
        await Assert.ThrowsAsync<TimeoutException>(() => client.ReadHoldingRegistersAsync(1, 1, register).AsTask());
        _memory.Set(ModbusTable.HoldingRegisters, 1, (ushort)222);
        Assert.True((await client.ReadHoldingRegistersAsync(1, 1, register)).IsSuccess);

        Assert.Equal(222, register[0]);
        Assert.Equal((1, 1), (client.Counters.TimedOut, client.Counters.Late));
    }

    [Fact]
    public async Task Half_an_answer_is_none()
    {
        var client = await ConnectAsync(r => r.Number == 1 ? new ModbusFault { KeepBytes = 4 } : null, TimeSpan.FromMilliseconds(100));
        var register = new ushort[1];
        await Assert.ThrowsAsync<TimeoutException>(() => client.ReadHoldingRegistersAsync(1, 1, register).AsTask());
        Assert.True((await client.ReadHoldingRegistersAsync(1, 1, register)).IsSuccess);
    }

    [Fact]
    public async Task Noise_between_frames_is_no_answer()
    {
        var client = await ConnectAsync(r => r.Number == 1 ? new ModbusFault { Before = new byte[] { 0x55, 0xAA, 1, 3 } } : null);
        var register = new ushort[1];
        await Assert.ThrowsAsync<ModbusException>(() => client.ReadHoldingRegistersAsync(1, 1, register).AsTask());
        Assert.True((await client.ReadHoldingRegistersAsync(1, 1, register)).IsSuccess);
    }

    [Fact]
    public async Task A_line_that_ends_is_said_and_later_requests_too()
    {
        var client = await ConnectAsync(null);
        Assert.True((await client.WriteSingleRegisterAsync(1, 1, 5)).IsSuccess);
        await _owned[0].DisposeAsync();
        await Assert.ThrowsAsync<ModbusException>(() => client.WriteSingleRegisterAsync(1, 1, 5).AsTask().WaitAsync(ScriptedDevice.Limit));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
            await owned.DisposeAsync();
    }

    private async Task<ModbusClient> ConnectAsync(Func<ModbusServerRequest, ModbusFault?>? fault, TimeSpan? timeout = null, TimeSpan? window = null)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var near = new TcpClient();
        await near.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        var far = await listener.AcceptTcpClientAsync();
        var identification = new ModbusDeviceIdentification(new Dictionary<byte, string> { [0] = "Maker", [1] = "P", [2] = "1", [4] = "RTU pump" });
        _owned.Add(ModbusRtuServer.Serve(_memory, far.GetStream(), new ModbusServerOptions { Fault = fault, Identification = identification }));
        var client = ModbusClient.RtuOver(near.GetStream(), "line", TimeSpan.FromMilliseconds(5), new ModbusClientOptions { Timeout = timeout ?? TimeSpan.FromSeconds(5), LateAnswerWindow = window ?? TimeSpan.FromMilliseconds(50) });
        _owned.Add(client);
        return client;
    }
}
