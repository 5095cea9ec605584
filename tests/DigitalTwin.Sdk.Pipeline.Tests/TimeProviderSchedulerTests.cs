using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Extensions.Time.Testing;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public class TimeProviderSchedulerTests
{
    private readonly FakeTimeProvider _time = new(Start);

    [Fact]
    public void Interval_ticks_once_for_each_period()
    {
        var ticks = new List<long>();
        using var subscription = Observable.Interval(Seconds(1), new TimeProviderScheduler(_time)).Subscribe(ticks.Add);

        for (var i = 0; i < 3; i++)
            _time.Advance(Seconds(1));

        Assert.Equal([0, 1, 2], ticks);
    }

    [Fact]
    public void Interval_ticks_as_often_when_time_leaps()
    {
        var ticks = new List<long>();
        using var subscription = Observable.Interval(Seconds(1), new TimeProviderScheduler(_time)).Subscribe(ticks.Add);

        _time.Advance(Seconds(3));

        Assert.Equal([0, 1, 2], ticks);
    }

    [Fact]
    public void What_throws_once_runs_again_when_it_is_due()
    {
        var runs = 0;
        var clock = new OneTimer();
        using var schedule = new TimeProviderScheduler(clock).SchedulePeriodic(Seconds(1), () =>
        {
            if (++runs == 2)
                throw new InvalidOperationException("boom");
        });

        clock.Fire();
        Assert.Throws<InvalidOperationException>(clock.Fire);
        clock.Fire();
        clock.Fire();

        Assert.Equal(4, runs);
    }

    /// <summary>A clock whose timer runs when the test says so, and goes on whatever it throws.</summary>
    private sealed class OneTimer : TimeProvider, ITimer
    {
        private Action? _fire;

        public void Fire() => _fire!();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _fire = () => callback(state);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    [Fact]
    public void Throttle_and_timeout_follow_the_clock()
    {
        var scheduler = new TimeProviderScheduler(_time);
        using var source = new System.Reactive.Subjects.Subject<int>();
        var settled = new List<int>();
        Exception? silence = null;
        using var throttle = source.Throttle(Seconds(2), scheduler).Subscribe(settled.Add);
        using var timeout = source.Timeout(Seconds(60), scheduler).Subscribe(_ => { }, error => silence = error);

        source.OnNext(1);
        _time.Advance(Seconds(1));
        source.OnNext(2);
        _time.Advance(Seconds(2));
        Assert.Equal([2], settled);
        Assert.Null(silence);

        _time.Advance(Seconds(60));
        Assert.IsType<TimeoutException>(silence);
    }

    [Fact]
    public void Work_waits_for_its_time_however_far()
    {
        DateTimeOffset? ran = null;
        var due = Start.AddDays(200);
        using var work = new TimeProviderScheduler(_time).Schedule(due, () => ran = _time.GetUtcNow());

        for (var day = 0; day < 199; day++)
            _time.Advance(TimeSpan.FromDays(1));
        Assert.Null(ran);

        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(due, ran);
    }

    [Fact]
    public void Cancelled_work_does_not_run()
    {
        var scheduler = new TimeProviderScheduler(_time);
        var once = scheduler.Schedule(Seconds(1), () => Assert.Fail("cancelled"));
        var repeated = scheduler.SchedulePeriodic(0, Seconds(1), _ => throw new InvalidOperationException("cancelled"));

        once.Dispose();
        repeated.Dispose();
        _time.Advance(Seconds(10));
    }

    [Fact]
    public void Recursive_work_and_the_stopwatch_use_the_clock()
    {
        var scheduler = new TimeProviderScheduler(_time);
        var watch = scheduler.StartStopwatch();
        var runs = 0;
        using var work = scheduler.Schedule(Seconds(1), again =>
        {
            if (++runs < 3)
                again(Seconds(1));
        });

        for (var i = 0; i < 5; i++)
            _time.Advance(Seconds(1));

        Assert.Equal(3, runs);
        Assert.Equal(Seconds(5), watch.Elapsed);
        Assert.Equal(Start + Seconds(5), scheduler.Now);
    }

    [Fact]
    public void Work_due_now_or_in_the_past_runs_at_once()
    {
        var runs = 0;
        var scheduler = new TimeProviderScheduler(_time);
        using var now = scheduler.Schedule(() => runs++);
        using var past = scheduler.Schedule(Start.AddDays(-1), () => runs++);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(2, runs);
    }
}
