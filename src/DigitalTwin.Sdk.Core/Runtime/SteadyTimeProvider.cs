namespace DigitalTwin.Sdk;

/// <summary>
/// A clock that never goes back: when the machine's clock is set back, it runs on by the monotonic timer, a sixteenth slower, until the machine's
/// clock has caught up. Thread-safe; reading it takes no lock.
/// </summary>
/// <remarks>
/// A time that stands still or goes back would make dead inputs look fresh, and every new sample look late. While it runs ahead, what a source has
/// stamped by a right clock looks older than it is, which a guard takes for the worse. A clock that is set forward is followed at once: then
/// everything known looks old, which it may be. A wrong step forward that is mended later thus costs sixteen times its length; it is not
/// distrusted, because a machine that wakes from sleep, or a clock that is simulated, looks just the same.
/// </remarks>
internal sealed class SteadyTimeProvider : TimeProvider
{
    // Threads that read the clock at the same moment, and clocks that are adjusted by a little, are no step back.
    private const long StepTicks = 10 * TimeSpan.TicksPerMillisecond;

    // How far what is remembered together with the timer may lag behind, so that a busy clock seldom allocates.
    private const long GrainTicks = 10 * TimeSpan.TicksPerMillisecond;

    // Of so many parts of time by the timer, it goes one part less while it runs ahead.
    private const int SlowerBy = 16;
    private readonly TimeProvider _inner;

    // The latest time that it has shown.
    private long _last;
    private volatile Mark _mark;
    private volatile Mark? _step;

    internal SteadyTimeProvider(TimeProvider inner)
    {
        _inner = inner;
        _last = inner.GetUtcNow().UtcTicks;
        _mark = new Mark(_last, inner.GetTimestamp());
    }

    /// <summary>The machine's clock.</summary>
    internal TimeProvider Inner => _inner;

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => _inner.LocalTimeZone;

    /// <summary>How far it runs ahead of the machine's clock since that was set back; zero if they agree.</summary>
    internal TimeSpan Lead => _step is null ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Max(0, GetUtcNow().UtcTicks - _inner.GetUtcNow().UtcTicks));

    public override long GetTimestamp() => _inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _inner.CreateTimer(callback, state, dueTime, period);

    public override DateTimeOffset GetUtcNow()
    {
        var wall = _inner.GetUtcNow().UtcTicks;
        return new DateTimeOffset(Show(_step is null && wall >= Volatile.Read(ref _last) - StepTicks ? wall : RunOn()), TimeSpan.Zero);
    }

    /// <summary>How long it takes until the clocks agree again, in whole seconds.</summary>
    internal static TimeSpan TimeUntilAgreed(TimeSpan lead) => TimeSpan.FromSeconds(Math.Ceiling(lead.TotalSeconds * SlowerBy));

    private long RunOn()
    {
        // Read anew: a thread that was held up between two steps must not take its own delay for a step of the clock.
        var wall = _inner.GetUtcNow().UtcTicks;
        var step = _step;
        if (step is null)
        {
            if (wall >= Volatile.Read(ref _last) - StepTicks)
                return wall;
            step = _mark;
            step = Interlocked.CompareExchange(ref _step, step, null) ?? step;
        }

        var now = step.Ticks + (Math.Max(0, _inner.GetElapsedTime(step.Timestamp).Ticks) / SlowerBy * (SlowerBy - 1));
        if (wall < now)
            return now;
        _step = null;
        return wall;
    }

    /// <summary>The time to show for one that was found: that, or a later one that has been shown already.</summary>
    private long Show(long now)
    {
        var last = Volatile.Read(ref _last);
        while (now > last)
        {
            var seen = Interlocked.CompareExchange(ref _last, now, last);
            if (seen == last)
            {
                Remember(now);
                return now;
            }

            last = seen;
        }

        return last;
    }

    private void Remember(long now)
    {
        var mark = _mark;
        if (now > mark.Ticks + GrainTicks)
            Interlocked.CompareExchange(ref _mark, new Mark(now, _inner.GetTimestamp()), mark);
    }

    /// <summary>A time that was shown, with the timer's stand just after. One object, so that nobody sees the one without the other.</summary>
    private sealed record Mark(long Ticks, long Timestamp);
}
