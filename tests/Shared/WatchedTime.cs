using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk;

/// <summary>Virtual time that tells when a timer has been made: moved on before, it would move nothing; moved on by more than it needs, everything would time out.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _made = [];
    private readonly List<(TimeSpan Due, int Count, TaskCompletionSource Made)> _waiting = [];

    public WatchedTime()
        : base(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Waits for the n-th timer of a length, past or future.</summary>
    public Task TimerAsync(TimeSpan due, int count = 1)
    {
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((due, count, made));
            Tell();
        }

        return made.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (_lock)
        {
            _made.Add(dueTime);
            Tell();
        }

        return timer;
    }

    private void Tell()
    {
        foreach (var (due, count, made) in _waiting)
        {
            if (_made.Count(m => m == due) >= count)
                made.TrySetResult();
        }
    }
}
