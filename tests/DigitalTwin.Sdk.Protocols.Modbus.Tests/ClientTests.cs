using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Protocols.Modbus.Tests;

/// <summary>What becomes of requests whose answers are late, wrong, or never come.</summary>
public sealed class ClientTests : IAsyncDisposable
{
    private readonly ScriptedDevice _device = new();
    private readonly FakeTimeProvider _clock = new();
    private ModbusClient? _client;

    [Fact]
    public async Task A_late_answer_is_dropped_and_the_next_request_gets_its_own()
    {
        var client = Connect();
        var (late, next) = (new ushort[1], new ushort[1]);
        var first = client.ReadHoldingRegistersAsync(1, 10, late).AsTask();
        var (firstHeader, _) = await _device.RequestAsync();
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        var error = await Assert.ThrowsAsync<TimeoutException>(() => first.WaitAsync(ScriptedDevice.Limit));
        Assert.Contains($"127.0.0.1:{_device.Port}, unit 1", error.Message, StringComparison.Ordinal);

        var second = client.ReadHoldingRegistersAsync(1, 20, next).AsTask();
        var (secondHeader, _) = await _device.RequestAsync();
        await _device.AnswerAsync(firstHeader, 3, 2, 0, 10);
        await _device.AnswerAsync(secondHeader, 3, 2, 0, 20);

        Assert.True((await second.WaitAsync(ScriptedDevice.Limit)).IsSuccess);
        Assert.Equal(20, next[0]);
        Assert.Equal(0, late[0]);
        Assert.Equal((1, 1), (client.Counters.TimedOut, client.Counters.Late));
    }

    [Fact]
    public async Task A_cancelled_read_gives_its_place_away_and_its_memory_is_not_touched_any_more()
    {
        var client = Connect();
        using var stop = new CancellationTokenSource();
        var (given, kept) = (new ushort[1], new ushort[1]);
        var first = client.ReadHoldingRegistersAsync(1, 10, given, stop.Token).AsTask();
        var second = client.ReadHoldingRegistersAsync(1, 20, kept).AsTask();
        var (firstHeader, _) = await _device.RequestAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(ScriptedDevice.Limit));
        var (secondHeader, pdu) = await _device.RequestAsync();
        await _device.AnswerAsync(firstHeader, 3, 2, 0, 10);
        await _device.AnswerAsync(secondHeader, 3, 2, 0, 20);

        Assert.True((await second.WaitAsync(ScriptedDevice.Limit)).IsSuccess);
        Assert.Equal<byte>([3, 0, 20, 0, 1], pdu);
        Assert.Equal((0, 20), (given[0], kept[0]));
    }

    [Fact]
    public async Task A_request_cancelled_while_it_waits_is_never_sent()
    {
        var client = Connect();
        using var stop = new CancellationTokenSource();
        var first = client.ReadHoldingRegistersAsync(1, 1, new ushort[1]).AsTask();
        var second = client.WriteSingleRegisterAsync(1, 2, 7, stop.Token).AsTask();
        var third = client.ReadHoldingRegistersAsync(1, 3, new ushort[1]).AsTask();
        var (header, _) = await _device.RequestAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await _device.AnswerAsync(header, 3, 2, 0, 0);
        (header, var pdu) = await _device.RequestAsync();
        await _device.AnswerAsync(header, 3, 2, 0, 0);
        await Task.WhenAll(first, third).WaitAsync(ScriptedDevice.Limit);

        Assert.Equal<byte>([3, 0, 3, 0, 1], pdu);
        Assert.Equal(2, client.Counters.Sent);
    }

    [Fact]
    public async Task Requests_are_sent_in_the_order_in_which_they_were_made()
    {
        var client = Connect();
        var all = Enumerable.Range(0, 20).Select(i => client.ReadHoldingRegistersAsync(1, (ushort)i, new ushort[1]).AsTask()).ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            var (header, pdu) = await _device.RequestAsync();
            Assert.Equal(i, pdu[2]);
            await _device.AnswerAsync(header, 3, 2, 0, (byte)i);
        }

        await Task.WhenAll(all).WaitAsync(ScriptedDevice.Limit);
    }

    [Fact]
    public async Task With_several_in_flight_answers_in_any_order_find_their_requests()
    {
        var client = Connect(o => o.MaxInFlight = 4);
        var memory = Enumerable.Range(0, 4).Select(_ => new ushort[1]).ToArray();
        var all = memory.Select((m, i) => client.ReadHoldingRegistersAsync(1, (ushort)i, m).AsTask()).ToArray();
        var headers = new List<byte[]>();
        for (var i = 0; i < 4; i++)
            headers.Add((await _device.RequestAsync()).Header);
        foreach (var i in new[] { 2, 0, 3, 1 })
            await _device.AnswerAsync(headers[i], 3, 2, 0, (byte)(100 + i));
        await Task.WhenAll(all).WaitAsync(ScriptedDevice.Limit);

        Assert.Equal([100, 101, 102, 103], memory.Select(m => (int)m[0]));
    }

    [Fact]
    public async Task A_cut_link_fails_what_is_in_flight_and_what_waits_goes_over_the_next_link()
    {
        var client = Connect();
        var first = client.WriteSingleRegisterAsync(1, 1, 1).AsTask();
        var second = client.WriteSingleRegisterAsync(1, 2, 2).AsTask();
        await _device.RequestAsync();
        _device.Hangup();
        var error = await Assert.ThrowsAsync<ModbusException>(() => first.WaitAsync(ScriptedDevice.Limit));
        Assert.Contains("may have been carried out", error.Message, StringComparison.Ordinal);
        var (header, pdu) = await _device.RequestAsync();
        await _device.AnswerAsync(header, pdu);

        Assert.True((await second.WaitAsync(ScriptedDevice.Limit)).IsSuccess);
        Assert.Equal(2, client.Counters.Connections);
    }

    [Fact]
    public async Task A_device_that_hung_up_while_nothing_was_asked_costs_no_request()
    {
        var client = Connect();
        await Answered(client.WriteSingleRegisterAsync(1, 1, 1));
        _device.Hangup();
        _clock.Advance(TimeSpan.FromMinutes(2));
        await Answered(client.WriteSingleRegisterAsync(1, 2, 2));

        Assert.Equal(2, client.Counters.Connections);
    }

    [Fact]
    public async Task Three_requests_without_any_answer_end_the_link()
    {
        var client = Connect();
        for (var i = 0; i < 3; i++)
        {
            var silent = client.ReadHoldingRegistersAsync(1, 1, new ushort[1]).AsTask();
            await _device.RequestAsync();
            _clock.Advance(TimeSpan.FromSeconds(1.1));
            await Assert.ThrowsAsync<TimeoutException>(() => silent.WaitAsync(ScriptedDevice.Limit));
        }

        Assert.Equal(3, client.Counters.TimedOut);
        _device.Hangup();
        await Answered(client.WriteSingleRegisterAsync(1, 1, 1));
        Assert.Equal(2, client.Counters.Connections);
    }

    [Theory]
    [InlineData(1, "04 02 00 0A", "answers function 4")]
    [InlineData(1, "03 04 00 0A 00 0B", "brings 4 bytes")]
    [InlineData(1, "03 02 00", "brings 1 bytes")]
    [InlineData(1, "83", "an exception of 1 bytes")]
    [InlineData(1, "83 00", "code 0")]
    [InlineData(2, "03 02 00 0A", "unit 2 answers")]
    public async Task An_answer_that_is_none_says_why_and_the_link_goes_on(byte unit, string pdu, string said)
    {
        var client = Connect();
        var memory = new ushort[] { 7 };
        var asking = client.ReadHoldingRegistersAsync(1, 1, memory).AsTask();
        var (header, _) = await _device.RequestAsync();
        header[6] = unit;
        await _device.AnswerAsync(header, GoldenFrameTests.Hex(pdu));
        var error = await Assert.ThrowsAsync<ModbusException>(() => asking.WaitAsync(ScriptedDevice.Limit));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        await Answered(client.WriteSingleRegisterAsync(1, 1, 1));

        Assert.Equal((7, 1L, 1L), (memory[0], client.Counters.Damaged, client.Counters.Connections));
    }

    [Theory]
    [InlineData("00 00 00 01 00 03 01 03 00")]
    [InlineData("00 00 00 00 00 01 01")]
    [InlineData("00 00 00 00 FF FF 01 03 02 00 00")]
    [InlineData("48 54 54 50 2F 31 2E 31 20 34 30 30")]
    public async Task What_cannot_be_followed_ends_the_link(string bytes)
    {
        var client = Connect();
        var asking = client.ReadHoldingRegistersAsync(1, 1, new ushort[1]).AsTask();
        await _device.RequestAsync();
        await _device.SendAsync(GoldenFrameTests.Hex(bytes));
        var error = await Assert.ThrowsAsync<ModbusException>(() => asking.WaitAsync(ScriptedDevice.Limit));
        Assert.Contains("not Modbus", error.Message, StringComparison.Ordinal);
        _device.Hangup();
        await Answered(client.WriteSingleRegisterAsync(1, 1, 1));
    }

    [Fact]
    public async Task An_answer_in_single_bytes_is_put_together()
    {
        var client = Connect();
        var memory = new ushort[2];
        var asking = client.ReadHoldingRegistersAsync(1, 1, memory).AsTask();
        var (header, _) = await _device.RequestAsync();
        foreach (var b in (byte[])[header[0], header[1], 0, 0, 0, 7, 1, 3, 4, 0x12, 0x34, 0x56, 0x78])
            await _device.SendAsync(b);
        await asking.WaitAsync(ScriptedDevice.Limit);

        Assert.Equal<ushort>([0x1234, 0x5678], memory);
    }

    [Fact]
    public async Task Every_exception_code_is_a_result()
    {
        var client = Connect();
        for (var code = 1; code <= 255; code++)
        {
            var asking = client.ReadHoldingRegistersAsync(1, 1, new ushort[1]).AsTask();
            var (header, _) = await _device.RequestAsync();
            await _device.AnswerAsync(header, 0x83, (byte)code);
            var result = await asking.WaitAsync(ScriptedDevice.Limit);
            Assert.Equal(code, (int)result.Code);
            Assert.False(result.IsSuccess);
        }

        Assert.Equal(255, client.Counters.Refused);
        Assert.False(default(ModbusResult).IsSuccess);
    }

    [Fact]
    public async Task A_device_that_cannot_be_reached_is_named()
    {
        var client = Connect();
        await _device.DisposeAsync();
        var error = await Assert.ThrowsAsync<ModbusException>(() => client.ReadHoldingRegistersAsync(1, 1, new ushort[1]).AsTask());
        Assert.Contains($"{client.Peer} cannot be reached", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ModbusException>(() => client.ConnectAsync());
    }

    [Fact]
    public async Task Disposing_fails_what_waits_and_what_comes_later()
    {
        var client = Connect();
        var first = client.ReadHoldingRegistersAsync(1, 1, new ushort[1]).AsTask();
        var second = client.ReadHoldingRegistersAsync(1, 1, new ushort[1]).AsTask();
        await _device.RequestAsync();
        await client.DisposeAsync();
        await client.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.WaitAsync(ScriptedDevice.Limit));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => second.WaitAsync(ScriptedDevice.Limit));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.ReadHoldingRegistersAsync(1, 1, new ushort[1]));
    }

    [Fact]
    public async Task The_queue_is_bounded()
    {
        var client = Connect(o => o.MaxWaiting = 2);
        var first = client.ReadHoldingRegistersAsync(1, 1, new ushort[1]).AsTask();
        await _device.RequestAsync();
        _ = client.ReadHoldingRegistersAsync(1, 1, new ushort[1]).AsTask();
        _ = client.ReadHoldingRegistersAsync(1, 1, new ushort[1]).AsTask();
        var error = await Assert.ThrowsAsync<ModbusException>(async () => await client.ReadHoldingRegistersAsync(1, 1, new ushort[1]));
        Assert.Contains("2 requests wait already", error.Message, StringComparison.Ordinal);
        Assert.False(first.IsCompleted);
    }

    [Fact]
    public async Task What_is_written_may_change_once_the_call_has_returned()
    {
        var client = Connect();
        var first = client.ReadHoldingRegistersAsync(1, 1, new ushort[1]).AsTask();
        var values = new ushort[] { 1, 2 };
        var writing = client.WriteMultipleRegistersAsync(1, 5, values).AsTask();
        values[0] = 99;
        var (header, _) = await _device.RequestAsync();
        await _device.AnswerAsync(header, 3, 2, 0, 0);
        (header, var pdu) = await _device.RequestAsync();
        await _device.AnswerAsync(header, pdu[..5]);
        await Task.WhenAll(first, writing).WaitAsync(ScriptedDevice.Limit);

        Assert.Equal<byte>([16, 0, 5, 0, 2, 4, 0, 1, 0, 2], pdu);
        Assert.Equal<ushort>([99, 2], values);
    }

    [Fact]
    public void Requests_past_the_protocols_limits_are_refused_at_once()
    {
        var client = Connect();
        Refused(() => client.ReadHoldingRegistersAsync(1, 0, new ushort[126]).AsTask());
        Refused(() => client.ReadHoldingRegistersAsync(1, 0, Memory<ushort>.Empty).AsTask());
        Refused(() => client.ReadHoldingRegistersAsync(1, 65_535, new ushort[2]).AsTask());
        Refused(() => client.ReadCoilsAsync(1, 0, new bool[2001]).AsTask());
        Refused(() => client.WriteMultipleRegistersAsync(1, 0, new ushort[124]).AsTask());
        Refused(() => client.WriteMultipleCoilsAsync(1, 0, new bool[1969]).AsTask());
        Assert.Equal(0, client.Counters.Sent);

        static void Refused(Func<Task> ask) => Assert.Throws<ArgumentOutOfRangeException>(() => { _ = ask(); });
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        await _device.DisposeAsync();
    }

    private ModbusClient Connect(Action<ModbusClientOptions>? configure = null)
    {
        var options = new ModbusClientOptions { TimeProvider = _clock };
        configure?.Invoke(options);
        return _client = ModbusClient.OverTcp("127.0.0.1", _device.Port, options);
    }

    private async Task Answered(ValueTask<ModbusResult> write)
    {
        var asking = write.AsTask();
        var (header, pdu) = await _device.RequestAsync();
        await _device.AnswerAsync(header, pdu);
        Assert.True((await asking.WaitAsync(ScriptedDevice.Limit)).IsSuccess);
    }
}
