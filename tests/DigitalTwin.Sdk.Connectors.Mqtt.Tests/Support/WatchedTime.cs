using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>Virtual time that tells when a periodic timer has been made: moved on before, it would move nothing.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly TaskCompletionSource _ticking = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WatchedTime()
        : base(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Ends when the first periodic timer runs.</summary>
    public Task Ticking => _ticking.Task.WaitAsync(Wait.Limit);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (period > TimeSpan.Zero)
            _ticking.TrySetResult();
        return timer;
    }
}
