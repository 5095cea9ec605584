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
