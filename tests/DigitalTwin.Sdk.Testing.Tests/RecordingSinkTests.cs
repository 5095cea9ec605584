namespace DigitalTwin.Sdk.Testing.Tests;

public sealed class RecordingSinkTests
{
    private static readonly TimeSpan FiveSeconds = TimeSpan.FromSeconds(5);
    private readonly VirtualTimeProvider _clock = new();

    [Fact]
    public async Task Waiting_ends_with_the_first_value_that_meets_the_condition()
    {
        var sink = new RecordingSink<int>(_clock);
        var reached = sink.ShouldReach(x => x > 10, within: FiveSeconds);
        sink.OnNext(3);
        Assert.False(reached.IsCompleted);

        sink.OnNext(11);
        sink.OnNext(12);

        Assert.Equal(11, await reached);
        Assert.Equal([3, 11, 12], sink.Values);
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public async Task A_value_recorded_before_counts()
    {
        var sink = new RecordingSink<int>(_clock);
        sink.OnNext(11);

        Assert.Equal(11, await sink.ShouldReach(x => x > 10, within: TimeSpan.Zero));
    }

    [Fact]
    public async Task Time_out_is_told_by_the_clock_and_shows_the_last_values()
    {
        var sink = new RecordingSink<double>(_clock);
        for (var i = 0; i < 20; i++)
            sink.OnNext(i + 0.5);
        var reached = sink.ShouldReach(x => x > 100, within: TimeSpan.FromDays(60));

        _clock.Advance(TimeSpan.FromDays(59));
        Assert.False(reached.IsCompleted);
        _clock.Advance(TimeSpan.FromDays(1));

        var failure = await Assert.ThrowsAsync<ExpectationFailedException>(() => reached);
        Assert.Contains("60.00:00:00", failure.Message);
        Assert.Contains("Received 20, the last 8", failure.Message);
        Assert.Contains("19.5", failure.Message);
        Assert.DoesNotContain("11.5", failure.Message);
    }

    [Fact]
    public async Task An_ended_source_fails_the_wait_at_once_with_its_error()
    {
        var sink = new RecordingSink<int>(_clock);
        var reached = sink.ShouldReach(_ => true, within: FiveSeconds);

        sink.OnError(new InvalidOperationException("broken"));

        var failure = await Assert.ThrowsAsync<ExpectationFailedException>(() => reached);
        Assert.Contains("Nothing was received", failure.Message);
        Assert.Equal("broken", failure.InnerException?.Message);
        Assert.True(sink.HasEnded);
        await Assert.ThrowsAsync<InvalidOperationException>(() => sink.Completion);
        await Assert.ThrowsAsync<ExpectationFailedException>(() => sink.ShouldReach(_ => true, within: FiveSeconds));
    }

    [Fact]
    public async Task A_condition_that_throws_fails_its_own_wait_only()
    {
        var sink = new RecordingSink<int>(_clock);
        var bad = sink.ShouldReach(_ => throw new FormatException("mine"), within: FiveSeconds);
        var good = sink.ShouldReach(x => x == 1, within: FiveSeconds);

        sink.OnNext(1);

        await Assert.ThrowsAsync<FormatException>(() => bad);
        Assert.Equal(1, await good);
    }

    [Fact]
    public async Task Waiting_ends_with_its_token()
    {
        var sink = new RecordingSink<int>(_clock);
        using var cancel = new CancellationTokenSource();
        var reached = sink.ShouldReach(_ => true, within: FiveSeconds, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reached);
    }

    [Fact]
    public async Task A_full_sink_forgets_the_oldest_and_counts_them()
    {
        var sink = new RecordingSink<int>(_clock, capacity: 3);
        for (var i = 0; i < 5; i++)
            sink.OnNext(i);
        sink.OnCompleted();

        Assert.Equal([2, 3, 4], sink.Values);
        Assert.Equal(5, sink.Received);
        Assert.Equal(2, sink.Dropped);
        await sink.ShouldReceive(5, within: TimeSpan.Zero);
        await sink.Completion;
    }

    [Fact]
    public async Task Receiving_so_many_can_be_waited_for()
    {
        var sink = new RecordingSink<int>(_clock);
        var received = sink.ShouldReceive(2, within: FiveSeconds);

        sink.OnNext(1);
        Assert.False(received.IsCompleted);
        sink.OnNext(1);

        await received;
    }

    [Fact]
    public async Task No_value_slips_through_while_a_wait_begins()
    {
        for (var round = 0; round < 200; round++)
        {
            var sink = new RecordingSink<int>(_clock);
            var sending = Task.Run(() => sink.OnNext(1));
            await sink.ShouldReach(x => x == 1, within: FiveSeconds);
            await sending;
        }
    }

    [Fact]
    public async Task A_signal_reaches_a_value_only_with_a_usable_sample()
    {
        var signal = new Signal();
        var reached = signal.ShouldReach(value: 250, tolerance: 1, within: FiveSeconds, _clock);

        signal.Send(Sample.Good(240.0, _clock.GetUtcNow()));
        signal.Send(Sample.Bad(250.0, _clock.GetUtcNow(), Quality.Spike));
        Assert.False(reached.IsCompleted);
        signal.Send(Sample.Good(250.5, _clock.GetUtcNow()));

        Assert.Equal(250.5, (await reached).Value);
        Assert.False(signal.IsObserved);
    }

    [Fact]
    public async Task A_signal_that_does_not_get_there_fails_with_what_was_expected_and_seen()
    {
        var signal = new Signal();
        var reached = signal.ShouldReach(value: 250, tolerance: 1, within: FiveSeconds, _clock);
        signal.Send(Sample.Good(240.0, _clock.GetUtcNow()));

        _clock.Advance(FiveSeconds);

        var failure = await Assert.ThrowsAsync<ExpectationFailedException>(() => reached);
        Assert.Contains("250 ± 1", failure.Message);
        Assert.Contains("240 @ 2026-01-01T00:00:00", failure.Message);
        Assert.False(signal.IsObserved);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_subscribed_to_fails_the_wait_with_the_cause()
    {
        var failure = await Assert.ThrowsAsync<ExpectationFailedException>(
            () => new Signal { Fault = new InvalidOperationException("closed") }.ShouldReach(1, 0, FiveSeconds, _clock));

        Assert.Equal("closed", failure.InnerException?.Message);
    }

    private sealed class Signal : IObservable<Sample<double>>, IDisposable
    {
        private IObserver<Sample<double>>? _observer;

        public Exception? Fault { get; init; }

        public bool IsObserved => _observer is not null;

        public IDisposable Subscribe(IObserver<Sample<double>> observer)
        {
            if (Fault is not null)
                throw Fault;
            _observer = observer;
            return this;
        }

        public void Send(Sample<double> sample) => _observer?.OnNext(sample);

        public void Dispose() => _observer = null;
    }
}
