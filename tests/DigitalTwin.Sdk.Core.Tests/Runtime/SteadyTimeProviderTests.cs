using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Tests.Runtime;

/// <summary>A machine's clock that is set back and forward.</summary>
public sealed class SteadyTimeProviderTests
{
    private readonly SettableClock _machine = new();
    private readonly SteadyTimeProvider _steady;

    public SteadyTimeProviderTests() => _steady = new SteadyTimeProvider(_machine);

    [Fact]
    public void It_shows_the_machines_time_while_that_goes_forward()
    {
        for (var i = 1; i <= 100; i++)
        {
            _machine.Advance(TimeSpan.FromMilliseconds(7 * i));
            Assert.Equal(_machine.GetUtcNow(), _steady.GetUtcNow());
        }

        _machine.Set(TimeSpan.FromHours(5));
        Assert.Equal(_machine.GetUtcNow(), _steady.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, _steady.Lead);
    }

    [Fact]
    public void Set_back_by_an_hour_it_runs_on_a_sixteenth_slower_until_the_machine_has_caught_up()
    {
        var before = _steady.GetUtcNow();
        _machine.Set(TimeSpan.FromHours(-1));

        Assert.Equal(before, _steady.GetUtcNow());
        Assert.Equal(TimeSpan.FromHours(1), _steady.Lead);
        _machine.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(before.AddSeconds(15), _steady.GetUtcNow());

        _machine.Advance(TimeSpan.FromHours(16));
        Assert.Equal(_machine.GetUtcNow(), _steady.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, _steady.Lead);
        _machine.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(_machine.GetUtcNow(), _steady.GetUtcNow());
    }

    [Fact]
    public void Set_back_twice_it_still_never_goes_back()
    {
        var seen = _steady.GetUtcNow();
        foreach (var step in new[] { -3600.0, 5, -7200, 100, 20_000, -1, 30 })
        {
            _machine.Set(TimeSpan.FromSeconds(step));
            for (var i = 0; i < 50; i++)
            {
                _machine.Advance(TimeSpan.FromSeconds(1));
                var now = _steady.GetUtcNow();
                Assert.True(now >= seen, $"{now:O} after {seen:O}");
                Assert.True(now >= _machine.GetUtcNow());
                seen = now;
            }
        }
    }

    [Fact]
    public void Set_back_by_a_few_microseconds_it_does_not_go_back_by_them()
    {
        for (var i = 0; i < 100; i++)
        {
            _machine.Advance(TimeSpan.FromMicroseconds(50));
            var seen = _steady.GetUtcNow();
            _machine.Set(TimeSpan.FromMicroseconds(-30));
            Assert.True(_steady.GetUtcNow() >= seen);
        }
    }

    [Fact]
    public async Task Threads_that_read_it_while_the_machine_is_set_never_see_it_go_back_nor_leap()
    {
        var most = TimeSpan.FromSeconds(500 * 7).Ticks;
        var (last, isSetting) = (0L, true);
        var reading = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (Volatile.Read(ref isSetting))
            {
                var before = Volatile.Read(ref last);
                var now = _steady.GetUtcNow().UtcTicks;
                Assert.True(now >= before, $"{now} after {before}");
                Assert.InRange(now, Times.Start.UtcTicks, Times.Start.UtcTicks + most);
                for (var seen = before; now > seen;)
                    seen = Interlocked.CompareExchange(ref last, now, seen) is var other && other == seen ? now : other;
            }
        })).ToArray();

        // Each time back by as much as it has gone on since, so that a time and a timer's stand that do not belong together would show as a leap.
        for (var i = 0; i < 500; i++)
        {
            _machine.Advance(TimeSpan.FromSeconds(7));
            Thread.SpinWait(200);
            _machine.Set(TimeSpan.FromSeconds(-7));
            Thread.SpinWait(200);
        }

        Volatile.Write(ref isSetting, false);
        await Task.WhenAll(reading);
    }

    [Fact]
    public async Task While_it_runs_ahead_a_twin_is_degraded_and_says_for_how_long()
    {
        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = _machine });
        var flow = graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour, o => o.MaxAge = TimeSpan.FromMinutes(10));
        var log = new ListLogger();
        var connector = new FakeConnector("fake", new ConnectorBinding(flow, ConnectorAccess.Read, "flow"));
        await using var runtime = await new TwinRuntimeBuilder(graph) { LoggerFactory = log }.AddConnector(connector).StartAsync();
        connector.Host!.ReportState(ConnectorState.Connected, "up");

        // A wrong step forward, mended half a minute later.
        _machine.Set(TimeSpan.FromMinutes(1));
        await SayAsync(1);
        _machine.Set(TimeSpan.FromMinutes(-1));
        _machine.Advance(TimeSpan.FromSeconds(2));
        await SayAsync(2);

        var health = runtime.Health(flow.Twin);
        Assert.Equal(TwinLifeCycle.Degraded, health.State);
        Assert.Contains("59.9 s ahead of the machine's clock, which was set back; they agree in about 00:15:58", health.Reason, StringComparison.Ordinal);
        Assert.InRange(runtime.ClockLead.TotalSeconds, 59, 60);
        Assert.Contains(log.Messages, m => m.Contains("for about 00:15:58", StringComparison.Ordinal));

        _machine.Advance(TimeSpan.FromMinutes(16));
        await SayAsync(3);
        _machine.Advance(TimeSpan.FromSeconds(2));
        await runtime.DrainAsync();
        Assert.Equal((TwinLifeCycle.Synchronized, TimeSpan.Zero), (runtime.Health(flow.Twin).State, runtime.ClockLead));

        async Task SayAsync(double value)
        {
            await connector.Host!.PostAsync(flow, Sample.Good(value, graph.TimeProvider.GetUtcNow()), null, default);
            await runtime.AdvanceAsync(graph.TimeProvider.GetUtcNow());
        }
    }

    [Fact]
    public void A_clock_that_stands_still_is_not_run_ahead_of()
    {
        var standing = new StandingClock();
        var steady = new SteadyTimeProvider(standing);

        for (var i = 0; i < 3; i++)
            Assert.Equal(Times.Start, steady.GetUtcNow());
    }

    [Fact]
    public async Task Values_grow_stale_in_time_and_new_samples_are_not_late_when_the_clock_is_set_back()
    {
        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = _machine });
        var flow = graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour, o => o.MaxAge = TimeSpan.FromSeconds(10));
        var log = new ListLogger();
        var builder = new TwinRuntimeBuilder(graph) { LoggerFactory = log };
        var connector = new FakeConnector("fake", new ConnectorBinding(flow, ConnectorAccess.Read, "flow"));
        builder.AddConnector(connector);
        await using var runtime = await builder.StartAsync();
        await PostAsync(1);

        _machine.Set(TimeSpan.FromHours(-1));
        _machine.Advance(TimeSpan.FromSeconds(4));
        await PostAsync(2);
        Assert.Equal(2, flow.Read().Value);
        Assert.True(flow.Read().Quality.IsGood);

        _machine.Advance(TimeSpan.FromSeconds(12));
        await Times.Until(() => !flow.Read().Quality.IsGood);
        Assert.True(flow.Read().Quality.Has(Quality.Stale));
        Assert.Contains(log.Messages, m => m.Contains("set back by 3", StringComparison.Ordinal));

        async Task PostAsync(double value)
        {
            await connector.Host!.PostAsync(flow, Sample.Good(value, graph.TimeProvider.GetUtcNow()), null, default);
            await runtime.DrainAsync();
        }
    }

    /// <summary>A machine whose clock is set, while its timer goes on as timers do.</summary>
    private sealed class SettableClock : TimeProvider
    {
        private readonly FakeTimeProvider _timer = new(Times.Start);
        private TimeSpan _offset;

        public override long TimestampFrequency => _timer.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _timer.GetUtcNow() + _offset;

        public override long GetTimestamp() => _timer.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _timer.CreateTimer(callback, state, dueTime, period);

        internal void Advance(TimeSpan by) => _timer.Advance(by);

        internal void Set(TimeSpan by) => _offset += by;
    }

    /// <summary>As users' tests have it: a time of their own over the machine's timer.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Times.Start;
    }
}
