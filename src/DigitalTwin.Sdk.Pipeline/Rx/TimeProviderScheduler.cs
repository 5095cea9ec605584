using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Lets Rx's time operators (<c>Interval</c>, <c>Timeout</c>, <c>Throttle</c>) run on a <see cref="TimeProvider"/>, so that they follow the
/// runtime's clock: real, virtual or accelerated.
/// </summary>
/// <remarks>
/// Work runs on the provider's timer threads, never on the caller's. Times are rounded up to whole milliseconds by the system's timers.
/// Ticks of a periodic schedule do not overlap: those that fall due during a slow one follow it. Thread-safe. What the
/// scheduled work throws goes to the timer's thread, as with Rx's own schedulers.
/// </remarks>
/// <param name="timeProvider">The clock.</param>
public sealed class TimeProviderScheduler(TimeProvider timeProvider) : IScheduler, ISchedulerPeriodic, IStopwatchProvider, IServiceProvider
{
    // The system's timers end at 49 days; longer waits are made of several.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _timeProvider = timeProvider ?? throw new ArgumentNullException(nameof(timeProvider));

    /// <summary>The provider's time, UTC.</summary>
    public DateTimeOffset Now => _timeProvider.GetUtcNow();

    /// <summary>Runs work as soon as a timer thread is free.</summary>
    /// <typeparam name="TState">Type of the state.</typeparam>
    /// <param name="state">Handed to the work.</param>
    /// <param name="action">The work; what it returns is disposed with the result.</param>
    /// <returns>Cancels the work.</returns>
    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, TimeSpan.Zero, action);

    /// <summary>Runs work at a time.</summary>
    /// <typeparam name="TState">Type of the state.</typeparam>
    /// <param name="state">Handed to the work.</param>
    /// <param name="dueTime">When, by the provider's clock; at once if it is past.</param>
    /// <param name="action">The work; what it returns is disposed with the result.</param>
    /// <returns>Cancels the work.</returns>
    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        Schedule(state, dueTime - Now, action);

    /// <summary>Runs work after a while.</summary>
    /// <typeparam name="TState">Type of the state.</typeparam>
    /// <param name="state">Handed to the work.</param>
    /// <param name="dueTime">How long from now; at once if negative.</param>
    /// <param name="action">The work; what it returns is disposed with the result.</param>
    /// <returns>Cancels the work.</returns>
    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new Delayed<TState>(this, state, dueTime, action);
    }

    /// <summary>Runs work again and again.</summary>
    /// <typeparam name="TState">Type of the state.</typeparam>
    /// <param name="state">Handed to the first run.</param>
    /// <param name="period">Time between runs, at least 0; below a millisecond counts as one.</param>
    /// <param name="action">The work; what it returns is handed to the next run.</param>
    /// <returns>Ends the repetition.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The period is negative.</exception>
    public IDisposable SchedulePeriodic<TState>(TState state, TimeSpan period, Func<TState, TState> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        return new Periodic<TState>(_timeProvider, state, period < ShortestPeriod ? ShortestPeriod : period, action);
    }

    /// <summary>Starts to measure elapsed time by the provider's clock.</summary>
    /// <returns>The running watch.</returns>
    public IStopwatch StartStopwatch() => new Watch(_timeProvider);

    /// <summary>How Rx asks a scheduler what it can do besides.</summary>
    /// <param name="serviceType">The capability wanted.</param>
    /// <returns>This scheduler if it has the capability, else null.</returns>
    public object? GetService(Type serviceType) =>
        serviceType == typeof(ISchedulerPeriodic) || serviceType == typeof(IStopwatchProvider) ? this : null;

    private sealed class Delayed<TState> : IDisposable
    {
        private readonly TimeProviderScheduler _scheduler;
        private readonly TState _state;
        private readonly Func<IScheduler, TState, IDisposable> _action;
        private readonly SingleAssignmentDisposable _work = new();
        private readonly ITimer _timer;
        private readonly DateTimeOffset _due;

        public Delayed(TimeProviderScheduler scheduler, TState state, TimeSpan wait, Func<IScheduler, TState, IDisposable> action)
        {
            _scheduler = scheduler;
            _state = state;
            _action = action;
            var now = scheduler.Now;
            wait = TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, (DateTimeOffset.MaxValue - now).Ticks));
            _due = now + wait;

            // Started once the field is set: the timer may fire before its creation has returned.
            _timer = scheduler._timeProvider.CreateTimer(
                static self => ((Delayed<TState>)self!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Shorter(wait), Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _timer.Dispose();
            _work.Dispose();
        }

        private static TimeSpan Shorter(TimeSpan wait) => wait < LongestWait ? wait : LongestWait;

        private void Fire()
        {
            if (_work.IsDisposed)
                return;

            var left = _due - _scheduler.Now;
            if (left >= ShortestPeriod)
            {
                _timer.Change(Shorter(left), Timeout.InfiniteTimeSpan);
                return;
            }

            _timer.Dispose();
            _work.Disposable = _action(_scheduler, _state);
        }
    }

    private sealed class Periodic<TState> : IDisposable
    {
        private readonly Func<TState, TState> _action;
        private readonly ITimer _timer;
        private TState _state;
        private int _due;
        private volatile bool _isDisposed;

        public Periodic(TimeProvider timeProvider, TState state, TimeSpan period, Func<TState, TState> action)
        {
            _state = state;
            _action = action;
            _timer = timeProvider.CreateTimer(static self => ((Periodic<TState>)self!).Fire(), this, period, period);
        }

        public void Dispose()
        {
            _isDisposed = true;
            _timer.Dispose();
        }

        private void Fire()
        {
            // Whoever makes the count one runs all that fall due meanwhile; nobody waits for a lock.
            if (Interlocked.Increment(ref _due) != 1)
                return;
            try
            {
                do
                {
                    if (!_isDisposed)
                        _state = _action(_state);
                }
                while (Interlocked.Decrement(ref _due) > 0);
            }
            catch
            {
                // What it threw goes to whoever runs the timers; the next time it is due it runs again.
                Volatile.Write(ref _due, 0);
                throw;
            }
        }
    }

    private sealed class Watch(TimeProvider timeProvider) : IStopwatch
    {
        private readonly long _start = timeProvider.GetTimestamp();

        public TimeSpan Elapsed => timeProvider.GetElapsedTime(_start);
    }
}
