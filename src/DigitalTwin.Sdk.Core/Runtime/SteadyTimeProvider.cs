namespace DigitalTwin.Sdk;

/// <summary>
/// A clock that never goes back: when the machine's clock is set back, it runs on by the monotonic timer, a sixteenth slower, until the machine's
/// clock has caught up. Thread-safe; reading it takes no lock.
/// </summary>
/// <remarks>
/// A time that stands still or goes back would make dead inputs look fresh, and every new sample look late. While it runs ahead, what a source has
/// stamped by a right clock looks older than it is, which a guard takes for the worse. A clock that is set forward is followed at once: then
/// everything known looks old, which it may be.
/// </remarks>
internal sealed class SteadyTimeProvider(TimeProvider inner) : TimeProvider
{
    // Threads that read the clock at the same moment, and clocks that are adjusted by a little, are no step back.
    private const long StepTicks = 10 * TimeSpan.TicksPerMillisecond;

    // How far what is remembered may lag behind, so that a busy clock seldom stores.
    private const long GrainTicks = TimeSpan.TicksPerMillisecond / 10;
    private long _last = inner.GetUtcNow().UtcTicks;
    private long _lastTimestamp = inner.GetTimestamp();
    private volatile Step? _step;

    /// <summary>The machine's clock.</summary>
    internal TimeProvider Inner => inner;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    /// <summary>How far it runs ahead of the machine's clock since that was set back; zero if they agree.</summary>
    internal TimeSpan Lead => _step is null ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Max(0, GetUtcNow().UtcTicks - inner.GetUtcNow().UtcTicks));

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);

    public override DateTimeOffset GetUtcNow()
    {
        var wall = inner.GetUtcNow().UtcTicks;
        var last = Volatile.Read(ref _last);
        var now = _step is null && wall >= last - StepTicks ? Math.Max(wall, last) : RunOn(wall);
        if (now > last + GrainTicks)
            Remember(now);
        return new DateTimeOffset(now, TimeSpan.Zero);
    }

    private long RunOn(long wall)
    {
        var step = _step;
        if (step is null)
        {
            step = new Step(Volatile.Read(ref _last), Volatile.Read(ref _lastTimestamp));
            step = Interlocked.CompareExchange(ref _step, step, null) ?? step;
        }

        var now = step.Ticks + (Math.Max(0, inner.GetElapsedTime(step.Timestamp).Ticks) / 16 * 15);
        if (wall < now)
            return now;
        _step = null;
        return wall;
    }

    private void Remember(long now)
    {
        var last = Volatile.Read(ref _last);
        while (now > last)
        {
            var seen = Interlocked.CompareExchange(ref _last, now, last);
            if (seen == last)
            {
                Volatile.Write(ref _lastTimestamp, inner.GetTimestamp());
                return;
            }

            last = seen;
        }
    }

    /// <summary>Where the clock stood when it was last read before it was seen to go back.</summary>
    private sealed record Step(long Ticks, long Timestamp);
}
