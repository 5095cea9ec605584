using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Testing.Tests;

public sealed class VirtualTimeProviderTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly VirtualTimeProvider _clock = new(Start);

    [Fact]
    public void The_clock_stands_still_until_it_is_advanced()
    {
        Assert.Equal(Start, _clock.GetUtcNow());

        _clock.Advance(TimeSpan.FromHours(1));
        _clock.AdvanceTo(Start.AddHours(3));

        Assert.Equal(Start.AddHours(3), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromHours(3), _clock.GetElapsedTime(Start.UtcTicks));
        Assert.Equal(TimeZoneInfo.Utc, _clock.LocalTimeZone);
    }

    [Fact]
    public void The_clock_does_not_go_back()
    {
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.AdvanceTo(Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));
    }

    [Property]
    public void Timers_fire_in_the_order_in_which_they_are_due_and_see_their_own_time(byte[] dueSeconds)
    {
        var clock = new VirtualTimeProvider(Start);
        var fired = new List<(int Index, DateTimeOffset Now)>();
        for (var i = 0; i < dueSeconds.Length; i++)
        {
            var index = i;
            clock.CreateTimer(_ => fired.Add((index, clock.GetUtcNow())), null, TimeSpan.FromSeconds(dueSeconds[i]), Timeout.InfiniteTimeSpan);
        }

        clock.Advance(TimeSpan.FromSeconds(300));

        var expected = dueSeconds.Select((due, index) => (index, Start.AddSeconds(due))).OrderBy(t => t.Item2).ToList();
        Assert.Equal(expected, fired);
        Assert.Equal(0, clock.ActiveTimers);
        Assert.Null(clock.NextDue);
    }

    [Fact]
    public void A_periodic_timer_fires_once_for_every_period_passed()
    {
        var times = new List<TimeSpan>();
        using var timer = _clock.CreateTimer(_ => times.Add(_clock.GetUtcNow() - Start), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)], times);
        Assert.Equal(Start.AddSeconds(7), _clock.NextDue);
    }

    [Fact]
    public void A_callback_may_set_a_timer_that_fires_in_the_same_advance()
    {
        var times = new List<TimeSpan>();
        _clock.CreateTimer(
            _ => _clock.CreateTimer(_ => times.Add(_clock.GetUtcNow() - Start), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan),
            null,
            TimeSpan.FromSeconds(1),
            Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([TimeSpan.FromSeconds(3)], times);
        Assert.Equal(Start.AddSeconds(10), _clock.GetUtcNow());
    }

    [Fact]
    public void A_timer_can_be_moved_stopped_and_disposed_of()
    {
        var fired = 0;
        var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        Assert.True(timer.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan));
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, fired);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);

        timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, fired);

        timer.Dispose();
        timer.Dispose();
        Assert.False(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public void A_timer_due_now_fires_at_the_next_advance()
    {
        var fired = 0;
        _clock.CreateTimer(_ => fired++, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        Assert.Equal(0, fired);

        _clock.Advance(TimeSpan.Zero);

        Assert.Equal(1, fired);
    }

    [Fact]
    public void A_callback_must_not_advance_and_the_clock_survives_that_it_throws()
    {
        var later = 0;
        _clock.CreateTimer(_ => _clock.Advance(TimeSpan.FromSeconds(1)), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        _clock.CreateTimer(_ => later++, null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);

        Assert.Throws<InvalidOperationException>(() => _clock.Advance(TimeSpan.FromSeconds(5)));
        Assert.Equal(Start.AddSeconds(1), _clock.GetUtcNow());

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, later);
    }

    [Fact]
    public async Task Tickers_and_time_outs_of_the_framework_follow_the_clock()
    {
        using var ticker = new PeriodicTimer(TimeSpan.FromDays(30), _clock);
        var tick = ticker.WaitForNextTickAsync().AsTask();
        using var timeout = new CancellationTokenSource(TimeSpan.FromHours(2), _clock);

        _clock.Advance(TimeSpan.FromHours(2));
        Assert.True(timeout.IsCancellationRequested);
        Assert.False(tick.IsCompleted);

        _clock.AdvanceTo(Start.AddDays(30));
        Assert.True(await tick);
    }

    [Fact]
    public void A_timer_beyond_the_end_of_time_never_fires()
    {
        using var timer = _clock.CreateTimer(_ => Assert.Fail("Fired."), null, TimeSpan.MaxValue, TimeSpan.MaxValue);

        _clock.Advance(TimeSpan.FromDays(365_000));
    }

    [Fact]
    public void An_advance_that_reaches_no_timer_allocates_nothing()
    {
        using var timer = _clock.CreateTimer(_ => { }, null, TimeSpan.FromDays(1000), Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 10_000; i++)
                _clock.AdvanceTo(_clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        }));
    }

    [Fact]
    public async Task No_timer_is_lost_while_others_advance_the_clock()
    {
        var fired = 0;
        const int Timers = 20_000;
        var advancing = Task.Run(() =>
        {
            for (var i = 0; i < 200_000; i++)
                _clock.Advance(TimeSpan.FromTicks(1));
        });
        var setting = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Timers / 2; i++)
                _clock.CreateTimer(_ => fired++, null, TimeSpan.FromTicks(i % 50), Timeout.InfiniteTimeSpan);
        })).ToArray();

        await Task.WhenAll(setting);
        await advancing;
        _clock.Advance(TimeSpan.FromTicks(50));

        Assert.Equal(Timers, fired);
        Assert.Equal(0, _clock.ActiveTimers);
    }
}
