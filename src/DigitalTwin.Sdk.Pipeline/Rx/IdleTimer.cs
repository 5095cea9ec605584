namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Calls back again and again with the time that it then is.</summary>
internal abstract class IdleTimer(TimeSpan maxIdle)
{
    internal TimeSpan MaxIdle { get; } = maxIdle;

    internal static IdleTimer Of(TwinLane lane, TimeSpan maxIdle) => new LaneTimer(lane, maxIdle);

    internal static IdleTimer Of(TimeProvider clock, TimeSpan maxIdle) => new ClockTimer(clock, maxIdle);

    /// <summary>Begins.</summary>
    /// <returns>Ends it.</returns>
    internal abstract IDisposable Start(Action<DateTimeOffset> onDue);

    private sealed class ClockTimer(TimeProvider clock, TimeSpan maxIdle) : IdleTimer(maxIdle)
    {
        internal override IDisposable Start(Action<DateTimeOffset> onDue) => clock.CreateTimer(_ => onDue(clock.GetUtcNow()), null, MaxIdle, MaxIdle);
    }

    private sealed class LaneTimer(TwinLane lane, TimeSpan maxIdle) : IdleTimer(maxIdle)
    {
        internal override IDisposable Start(Action<DateTimeOffset> onDue) => new Run(lane, MaxIdle, onDue);

        private sealed class Run : IDisposable
        {
            private readonly TwinLane _lane;
            private readonly TimeSpan _every;
            private readonly Action<DateTimeOffset> _onDue;
            private readonly Action _tick;
            private bool _isOver;

            internal Run(TwinLane lane, TimeSpan every, Action<DateTimeOffset> onDue)
            {
                (_lane, _every, _onDue) = (lane, every, onDue);
                _tick = Tick;
                lane.Schedule(lane.Now + every, _tick);
            }

            public void Dispose() => Volatile.Write(ref _isOver, true);

            private void Tick()
            {
                if (Volatile.Read(ref _isOver))
                    return;
                _lane.Schedule(_lane.Now + _every, _tick);
                _onDue(_lane.Now);
            }
        }
    }
}
