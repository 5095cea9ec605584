using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Testing.Tests;

public sealed class FaultyLinkTests : IAsyncLifetime, IDisposable
{
    // Not part of any assertion: ends a test that hangs.
    private readonly CancellationTokenSource _hang = new(TimeSpan.FromSeconds(60));
    private readonly FakeTimeProvider _clock = new();
    private readonly EchoServer _server = new();
    private FaultyLink _link = null!;

    public Task InitializeAsync()
    {
        _link = FaultyLink.Start(to: _server.EndPoint, _clock, seed: 7);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _link.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose() => _hang.Dispose();

    [Fact]
    public async Task A_healthy_link_carries_every_byte_both_ways()
    {
        using var client = await ConnectAsync();
        var sent = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31)).ToArray();

        var sending = client.SendAsync(sent, _hang.Token);
        var received = await ReceiveAsync(client, sent.Length);
        await sending;

        Assert.Equal(sent, received);
        await _link.WaitUntil(c => c.ToClient == sent.Length, _hang.Token);
        Assert.Equal(new LinkCounters { Open = 1, Accepted = 1, ToServer = sent.Length, ToClient = sent.Length }, _link.Counters);
    }

    [Fact]
    public async Task An_orderly_end_is_passed_on()
    {
        using var client = await ConnectAsync();
        await client.SendAsync("bye"u8.ToArray(), _hang.Token);

        client.Shutdown(SocketShutdown.Send);

        Assert.Equal("bye"u8.ToArray(), await ReceiveAsync(client, 3));
        Assert.Equal(0, await client.ReceiveAsync(new byte[1], _hang.Token));
        await _link.WaitUntil(c => c.Open == 0, _hang.Token);
        Assert.Equal(0, _link.Counters.Cut);
    }

    [Fact]
    public async Task Split_bytes_come_in_parts_and_whole()
    {
        using var client = await ConnectAsync();
        _link.Split(7);
        var sent = Enumerable.Range(0, 5_000).Select(i => (byte)(i * 31)).ToArray();
        var sending = client.SendAsync(sent, _hang.Token);
        Assert.Equal(sent, await ReceiveAsync(client, sent.Length));
        await sending;
    }

    [Fact]
    public async Task Dropped_pieces_are_missing_and_counted()
    {
        using var client = await ConnectAsync();
        _link.Split(1);
        _link.Drop(0.2);
        await client.SendAsync(new byte[1_000], _hang.Token);
        await _link.WaitUntil(c => c.ToServer == 1_000 && c.Held == 0, _hang.Token);
        Assert.InRange(_link.Counters.Lost, 150, 500); // both ways
        _link.Drop(0);
        Assert.True(client.Available < 1_000);
        Assert.Throws<ArgumentOutOfRangeException>(() => _link.Drop(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => _link.Split(-1));
    }

    [Fact]
    public async Task A_half_closed_link_carries_the_other_direction_on()
    {
        using var client = await ConnectAsync();
        await client.SendAsync("one"u8.ToArray(), _hang.Token);
        Assert.Equal("one"u8.ToArray(), await ReceiveAsync(client, 3));
        _link.HalfClose(LinkDirection.ToClient);
        Assert.Equal(0, await client.ReceiveAsync(new byte[1], _hang.Token));
        await client.SendAsync("two"u8.ToArray(), _hang.Token);
        await _link.WaitUntil(c => c.ToServer == 6 && c.Lost == 1, _hang.Token);
    }

    [Fact]
    public async Task A_cut_resets_every_connection_and_lets_new_ones_in()
    {
        using var one = await ConnectAsync();
        using var two = await ConnectAsync();
        await EchoAsync(one, 10);
        await EchoAsync(two, 10);

        _link.Cut();

        Assert.True(await IsBrokenAsync(one));
        Assert.True(await IsBrokenAsync(two));
        await _link.WaitUntil(c => c.Open == 0, _hang.Token);
        Assert.Equal(2, _link.Counters.Cut);
        using var three = await ConnectAsync();
        await EchoAsync(three, 10);
    }

    [Fact]
    public async Task A_refusing_link_resets_new_connections_until_it_resumes()
    {
        using var before = await ConnectAsync();
        await EchoAsync(before, 5);
        _link.Refuse();

        using var refused = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Assert.True(await IsRefusedAsync(refused));
        await _link.WaitUntil(c => c.Refused == 1, _hang.Token);
        await EchoAsync(before, 5);

        _link.Resume();
        using var after = await ConnectAsync();
        await EchoAsync(after, 5);
    }

    [Fact]
    public async Task A_stalled_link_holds_bytes_until_it_resumes()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, 5);
        _link.Stall();

        await client.SendAsync(new byte[100], _hang.Token);
        await _link.WaitUntil(c => c.Held == 100, _hang.Token);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(5, _link.Counters.ToServer);

        _link.Resume();
        await ReceiveAsync(client, 100);
    }

    [Fact]
    public async Task A_stalled_connection_can_be_cut()
    {
        using var client = await ConnectAsync();
        _link.Stall();
        await client.SendAsync(new byte[100], _hang.Token);
        await _link.WaitUntil(c => c.Held == 100, _hang.Token);

        _link.Cut();

        await _link.WaitUntil(c => c.Open == 0, _hang.Token);
        Assert.Equal(0, _link.Counters.Held);
        Assert.Equal(0, _link.Counters.ToServer);
    }

    [Fact]
    public async Task Delay_is_as_long_as_the_clock_says()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, 5);
        _link.Delay = TimeSpan.FromSeconds(2);

        await client.SendAsync(new byte[10], _hang.Token);
        await _link.WaitUntil(c => c.Held == 10, _hang.Token);
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(5, _link.Counters.ToServer);

        // There and back, each two seconds; the clock is moved until both have passed.
        var echo = ReceiveAsync(client, 10);
        await AdvanceUntilAsync(echo);
        Assert.Equal(10, (await echo).Length);
        Assert.True(_clock.GetUtcNow() - _clock.Start >= TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_throttled_link_takes_its_time()
    {
        using var client = await ConnectAsync();
        _link.Throttle(bytesPerSecond: 1000);

        await client.SendAsync(new byte[5000], _hang.Token);
        var echo = ReceiveAsync(client, 5000);
        await AdvanceUntilAsync(echo);

        Assert.True(_clock.GetUtcNow() - _clock.Start >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task The_same_seed_corrupts_the_same_bytes_however_the_stream_is_cut_into_pieces()
    {
        var first = await CorruptedAsync(seed: 7, piece: 10_000);
        var second = await CorruptedAsync(seed: 7, piece: 333);
        var other = await CorruptedAsync(seed: 8, piece: 10_000);

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);

        // 1 % there and 1 % back of 10,000 bytes; five standard deviations.
        Assert.InRange(first.Count(b => b != 0), 130, 270);
    }

    [Fact]
    public async Task A_cut_after_so_many_bytes_ends_a_message_in_its_middle()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, 5);
        _link.CutAfter(60, LinkDirection.ToServer);

        await client.SendAsync(new byte[100], _hang.Token);

        await _link.WaitUntil(c => c.Open == 0, _hang.Token);
        Assert.Equal(65, _link.Counters.ToServer);
        Assert.Equal(1, _link.Counters.Cut);
        Assert.Equal(0, _link.Counters.Held);
    }

    [Fact]
    public async Task Without_a_server_the_client_is_reset()
    {
        await _server.DisposeAsync();

        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Assert.True(await IsRefusedAsync(client));

        await _link.WaitUntil(c => c.Unreachable == 1, _hang.Token);
    }

    [Fact]
    public async Task Disposal_closes_what_is_open_even_when_stalled_and_may_be_repeated()
    {
        using var client = await ConnectAsync();
        _link.Stall();
        await client.SendAsync(new byte[100], _hang.Token);

        await _link.DisposeAsync();
        await _link.DisposeAsync();

        Assert.True(await IsBrokenAsync(client));
        Assert.Equal(0, _link.Counters.Open);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _link.WaitUntil(c => c.Open == 5, _hang.Token));
    }

    [Fact]
    public async Task Waiting_ends_with_its_token()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = _link.WaitUntil(c => c.Open == 5, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void Caller_mistakes_are_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _link.Delay = TimeSpan.FromTicks(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _link.Throttle(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _link.Corrupt(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => _link.CutAfter(-1, LinkDirection.ToClient));
    }

    private async Task<byte[]> CorruptedAsync(long seed, int piece)
    {
        await using var link = FaultyLink.Start(to: _server.EndPoint, _clock, seed);
        link.Corrupt(probability: 0.01);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(link.EndPoint, _hang.Token);
        var receiving = ReceiveAsync(client, 10_000);
        for (var sent = 0; sent < 10_000; sent += piece)
            await client.SendAsync(new byte[Math.Min(piece, 10_000 - sent)], _hang.Token);
        return await receiving;
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_link.EndPoint, _hang.Token);
        return socket;
    }

    private async Task EchoAsync(Socket client, int count)
    {
        await client.SendAsync(new byte[count], _hang.Token);
        await ReceiveAsync(client, count);
    }

    private async Task<byte[]> ReceiveAsync(Socket client, int count)
    {
        var received = new byte[count];
        for (var have = 0; have < count;)
        {
            var more = await client.ReceiveAsync(received.AsMemory(have), _hang.Token);
            Assert.NotEqual(0, more);
            have += more;
        }

        return received;
    }

    private async Task AdvanceUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            _hang.Token.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }

    private async Task<bool> IsRefusedAsync(Socket client)
    {
        try
        {
            await client.ConnectAsync(_link.EndPoint, _hang.Token);
        }
        catch (SocketException)
        {
            return true;
        }

        return await IsBrokenAsync(client);
    }

    private async Task<bool> IsBrokenAsync(Socket client)
    {
        try
        {
            return await client.ReceiveAsync(new byte[1], _hang.Token) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
