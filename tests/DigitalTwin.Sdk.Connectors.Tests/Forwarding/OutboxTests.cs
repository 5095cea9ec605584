using System.Collections.Concurrent;
using System.Text;
using DigitalTwin.Sdk.Connectors.Tests.Storing;
using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Connectors.Tests.Forwarding;

/// <summary>What was taken goes out, in order, as often as needed, and not after its time.</summary>
public sealed class OutboxTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<OutboundMessage> _sent = new();
    private Func<OutboundMessage, SendResult> _answer = _ => SendResult.Sent;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Messages_go_out_in_order_with_all_that_was_given()
    {
        await using var outbox = Open();
        for (var i = 1; i <= 100; i++)
            Assert.Equal(i, outbox.Enqueue($"plant/p{i}", Payload(i), Noon.AddSeconds(i)));
        await Until(() => outbox.Counters.Sent == 100);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), _sent.Select(m => m.Sequence));
        Assert.All(_sent, m => Assert.Equal(($"plant/p{m.Sequence}", $"message {m.Sequence}", Noon.AddSeconds(m.Sequence), false), (m.Address, Encoding.UTF8.GetString(m.Payload.Span), m.Time, m.IsReplay)));
        Assert.Equal(0, outbox.Counters.Store.Pending);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task While_the_link_is_down_messages_wait_and_then_come_in_order_marked(int inFlight)
    {
        var isDown = true;
        _answer = _ => Volatile.Read(ref isDown) ? SendResult.Retry : SendResult.Sent;
        await using var outbox = Open(inFlight: inFlight);
        for (var i = 1; i <= 30; i++)
            outbox.Enqueue("a", Payload(i), Noon);
        await Until(() => outbox.Counters.Retries >= 3);
        Assert.Equal(30, outbox.Counters.Store.Pending);
        _sent.Clear();
        Volatile.Write(ref isDown, false);
        await Until(() => outbox.Counters.Sent == 30);

        // Every message came, and the first time of each in order.
        Assert.Equal(Enumerable.Range(1, 30).Select(i => (long)i), _sent.Select(m => m.Sequence).Distinct());
        Assert.True(_sent.First().IsReplay);
        Assert.True(outbox.Counters.Replayed > 0);
    }

    [Fact]
    public async Task After_a_restart_what_waited_comes_first_and_nothing_comes_that_was_confirmed()
    {
        var isDown = false;
        _answer = _ => Volatile.Read(ref isDown) ? SendResult.Retry : SendResult.Sent;
        await using (var first = Open())
        {
            first.Enqueue("a", Payload(1), Noon);
            await Until(() => first.Counters.Sent == 1);
            Volatile.Write(ref isDown, true);
            first.Enqueue("a", Payload(2), Noon);
            first.Enqueue("a", Payload(3), Noon);
            await first.FlushAsync();
        }

        _sent.Clear();
        Volatile.Write(ref isDown, false);
        await using var next = Open();
        next.Enqueue("a", Payload(4), Noon);
        await Until(() => next.Counters.Sent == 3);
        Assert.Equal([(2L, true), (3, true), (4, false)], _sent.Select(m => (m.Sequence, m.IsReplay)));
    }

    [Fact]
    public async Task A_command_past_its_expiry_is_never_sent_not_even_after_a_restart()
    {
        var clock = new FakeTimeProvider(Noon);
        _answer = _ => SendResult.Retry;
        await using (var first = Open(clock: clock))
        {
            first.Enqueue("speed/set", Payload(1), Noon, until: Noon.AddSeconds(30), priority: RecordPriority.High);
            first.Enqueue("speed/set", Payload(2), Noon, until: Noon.AddMinutes(30), priority: RecordPriority.High);
            first.Enqueue("flow", Payload(3), Noon);
            await Until(() => first.Counters.Retries > 0);
        }

        _sent.Clear();
        _answer = _ => SendResult.Sent;
        clock.Advance(TimeSpan.FromSeconds(30));
        await using var next = Open(clock: clock);
        await Until(() => next.Counters is { Sent: 2, Expired: 1 });
        Assert.Equal([2L, 3], _sent.Select(m => m.Sequence));
        Assert.Equal(0, next.Counters.Store.Pending);
    }

    [Fact]
    public async Task A_command_that_expires_between_two_attempts_is_given_up_and_the_next_goes_out()
    {
        var clock = new FakeTimeProvider(Noon);
        _answer = m => m.Sequence == 1 ? SendResult.Retry : SendResult.Sent;
        await using var outbox = Open(clock: clock);
        outbox.Enqueue("speed/set", Payload(1), Noon, until: Noon.AddSeconds(1));
        outbox.Enqueue("flow", Payload(2), Noon);
        await Until(() => !_sent.IsEmpty);
        using var limit = new CancellationTokenSource(Limit);
        while (outbox.Counters.Sent == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromSeconds(0.1));
            await Task.Yield();
        }

        Assert.Equal((1, 1), (outbox.Counters.Expired, outbox.Counters.Sent));
        Assert.Equal(2, _sent.Last().Sequence);
    }

    [Fact]
    public async Task What_the_other_side_will_never_take_is_given_up_and_a_sender_that_throws_is_asked_again()
    {
        var throws = 3;
        _answer = m => m.Sequence == 2 ? SendResult.Rejected : m.Sequence == 3 && Interlocked.Decrement(ref throws) >= 0 ? throw new InvalidOperationException("no") : SendResult.Sent;
        await using var outbox = Open();
        for (var i = 1; i <= 4; i++)
            outbox.Enqueue("a", Payload(i), Noon);
        await Until(() => outbox.Counters.Sent == 3);
        Assert.Equal((1, 3, 0), (outbox.Counters.Rejected, outbox.Counters.Retries, outbox.Counters.Store.Pending));
    }

    [Fact]
    public async Task A_backlog_is_sent_no_faster_than_asked_for()
    {
        var clock = new FakeTimeProvider(Noon);
        using (var store = RecordStore.Open(_folder.Options()))
        {
            // One a minute for ten minutes.
            for (var i = 0; i < 10; i++)
            {
                var code = new byte[OutboxCode.LengthOf("a", Payload(i))];
                OutboxCode.Write(code, "a", Payload(i));
                store.Append(code, Noon.AddMinutes(i - 10));
            }
        }

        await using var outbox = Open(clock: clock, speed: 60);
        await Until(() => outbox.Counters.Sent == 1);
        using var limit = new CancellationTokenSource(Limit);
        while (outbox.Counters.Sent < 10)
        {
            limit.Token.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromSeconds(0.25));
            await Task.Yield();
            var earliest = 1 + (int)(clock.GetUtcNow() - Noon).TotalSeconds;
            Assert.True(_sent.Count <= earliest, $"{_sent.Count} messages after {clock.GetUtcNow() - Noon}");
        }
    }

    [Fact]
    public async Task Options_and_messages_out_of_range_are_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Outbox.Open(new OutboxOptions { ReplaySpeed = 1, MaxInFlight = 0, Retry = { Minimum = TimeSpan.Zero } }, (_, _) => default));
        Assert.All(["StoreOptions.Folder", "ReplaySpeed", "MaxInFlight", "Retry: Minimum"], n => Assert.Contains(n, refusal.Message, StringComparison.Ordinal));
        await using var outbox = Open();
        Assert.Throws<ArgumentException>(() => outbox.Enqueue("a", new byte[2_000], Noon));
        Assert.Throws<ArgumentException>(() => outbox.Enqueue(new string('a', 70_000), default, Noon));
    }

    [Fact]
    public async Task A_full_outbox_counts_what_it_dropped()
    {
        _answer = _ => SendResult.Retry;
        await using var outbox = Open(most: 12 << 10);
        for (var i = 1; i <= 1_000; i++)
            outbox.Enqueue("a", Payload(i), Noon);
        var counters = outbox.Counters.Store;
        Assert.Equal(1_000, counters.Pending + counters.DroppedBySize);
        _answer = _ => SendResult.Sent;
        await Until(() => outbox.Counters.Store.Pending == 0);
        Assert.Equal(1_000, _sent.Last().Sequence);
    }

    private static byte[] Payload(int i) => Encoding.UTF8.GetBytes($"message {i}");

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Outbox Open(int inFlight = 1, TimeProvider? clock = null, double speed = double.PositiveInfinity, long most = 1 << 20)
    {
        var options = new OutboxOptions { MaxInFlight = inFlight, ReplaySpeed = speed, Retry = { Minimum = TimeSpan.FromMilliseconds(10), Maximum = TimeSpan.FromMilliseconds(20) } };
        var store = _folder.Options(most: most);
        (options.Store.Folder, options.Store.SegmentBytes, options.Store.MaxBytes, options.Store.MaxRecordBytes, options.Store.MaxAge) = (store.Folder, store.SegmentBytes, store.MaxBytes, store.MaxRecordBytes, store.MaxAge);
        return Outbox.Open(
            options,
            (message, _) =>
            {
                _sent.Enqueue(message);
                return ValueTask.FromResult(_answer(message));
            },
            clock);
    }
}
