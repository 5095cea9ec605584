namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>Looks for overdue requests while any are in flight: one timer for all, so that a request costs nothing. Arming is done under the channel's gate.</summary>
internal sealed class Deadlines : IAsyncDisposable
{
    // How much later than its time a request may be found overdue, as a part of the time-out.
    private const int Grain = 16;
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(1);
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly long _span;
    private readonly ITimer? _timer;
    private bool _isArmed;

    internal Deadlines(TimeProvider time, TimeSpan timeout, Action<long> onTick)
    {
        _time = time;
        if (timeout == Timeout.InfiniteTimeSpan)
            return;
        _span = (long)(timeout.TotalSeconds * time.TimestampFrequency);
        _period = TimeSpan.FromTicks(Math.Clamp(timeout.Ticks / Grain, ShortestPeriod.Ticks, LongestPeriod.Ticks));
        _timer = time.CreateTimer(_ => onTick(time.GetTimestamp()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal long From(long now) => _timer is null ? long.MaxValue : now + _span;

    internal long Now => _time.GetTimestamp();

    internal void Arm()
    {
        if (_isArmed || _timer is null)
            return;
        _isArmed = true;
        _timer.Change(_period, _period);
    }

    internal void Disarm()
    {
        if (!_isArmed)
            return;
        _isArmed = false;
        _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? ValueTask.CompletedTask;
}
