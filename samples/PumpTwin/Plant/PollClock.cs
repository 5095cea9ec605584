using DigitalTwin.Sdk.Testing;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>
/// Plant time for the twin's polling: it moves when the plant has moved, and only once the twin waits for it, so that no poll is
/// missed at 100,000 times real time. Of all timers it counts those that wait for the next poll.
/// </summary>
internal sealed class PollClock(DateTimeOffset start, TimeSpan period) : TimeProvider, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly VirtualTimeProvider _time = new(start);
    private readonly SemaphoreSlim _waits = new(0);

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow();

    public override long GetTimestamp() => _time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan repeat)
    {
        var timer = _time.CreateTimer(callback, state, dueTime, repeat);
        if (dueTime == period)
            _waits.Release();
        return timer;
    }

    public void Dispose() => _waits.Dispose();

    /// <summary>Waits until the twin waits for its next poll, and lets it come.</summary>
    internal async Task AdvanceAsync(long poll, DateTimeOffset now, CancellationToken stop)
    {
        if (!await _waits.WaitAsync(Patience, stop))
            throw new TimeoutException($"The twin does not wait for poll {poll} within {Patience.TotalSeconds:0} s.");
        _time.AdvanceTo(now);
    }
}
