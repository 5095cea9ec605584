namespace DigitalTwin.Sdk;

/// <summary>Works off the samples, functions and deadlines of the twins assigned to it: one at a time, in order of arrival.</summary>
internal sealed class LaneWorker
{
    private const int BatchSize = 256;
    private readonly Lock _lock = new();
    private readonly LaneMessage[] _queue;
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly Queue<Posted> _actions = new();
    private readonly WakeSignal _signal = new();
    private readonly List<LaneClock> _clocks = [];
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider? _timeProvider;
    private readonly FailureLog _userFailures;
    private readonly string _name;
    private readonly long _startTicks;
    private readonly long _mostAhead;
    private int _head;
    private int _count;
    private long _enqueued;
    private long _taken;
    private long _lastArrival;
    private long _processed;
    private int _tickPending;
    private long _tickTicks;
    private int _left;
    private int _functionsLeft;
    private bool _stopping;
    private volatile bool _abandoned;
    private bool _ended;

    /// <summary>Makes a worker that has yet to be started.</summary>
    /// <param name="options">How many samples may wait, and how far ahead of their arrival they may be.</param>
    /// <param name="timeProvider">Stamps arrivals; null if samples bring their arrival times along.</param>
    /// <param name="startTicks">Lane time in the beginning, 100 ns UTC.</param>
    /// <param name="userFailures">Where it notes what users' functions throw.</param>
    /// <param name="name">Names it in messages.</param>
    internal LaneWorker(TwinRuntimeOptions options, TimeProvider? timeProvider, long startTicks, FailureLog userFailures, string name)
    {
        _userFailures = userFailures;
        _name = name;
        _queue = new LaneMessage[Math.Max(16, options.QueueCapacity)];
        _mostAhead = options.MaxAhead.Ticks;
        _timeProvider = timeProvider;
        _startTicks = startTicks;
        _lastArrival = startTicks;
    }

    /// <summary>Ends when it works off nothing any more, asked or not.</summary>
    internal Task Completion => _completion.Task;

    /// <summary>Why it has ended without being asked to; null if it has not.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Is told, with what it leaves undone, if it ends without being asked to. To be set before the start.</summary>
    internal Action<LaneWorker, (int Samples, int Functions)>? OnBroken { get; set; }

    internal string Name => _name;

    internal long Processed => Volatile.Read(ref _processed);

    internal int Depth => Volatile.Read(ref _count);

    /// <summary>The latest arrival time of a sample that was handed in, 100 ns UTC.</summary>
    internal long LatestArrival
    {
        get
        {
            lock (_lock)
                return _lastArrival;
        }
    }

    internal void Start() => _ = Task.Run(RunToEndAsync);

    /// <summary>The clock for one more lane: the one of all its lanes, or, where samples move the time, a new one. Only before the start.</summary>
    internal LaneClock AddLane()
    {
        if (_timeProvider is null || _clocks.Count == 0)
            _clocks.Add(new LaneClock(this, _startTicks));
        return _clocks[^1];
    }

    /// <summary>Queues a sample, waiting while the queue is full. Stamps the arrival time unless samples bring their own.</summary>
    /// <returns>False if the worker is stopping, so that the sample was not taken in.</returns>
    internal ValueTask<bool> PostAsync(LaneMessage message, CancellationToken cancellationToken)
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            if (TryEnqueue(ref message))
                return ValueTask.FromResult(!_stopping);
            room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(room);
        }

        return WaitAndPostAsync(message, room, cancellationToken);
    }

    /// <summary>
    /// Queues a function; never waits, as the few who call this must not be held up. Bounded by those who call it: one tick, the commands
    /// in flight, and a few notes of presence per device. False if the worker has ended, so that it will never run.
    /// </summary>
    internal bool PostAction(Action action) => Post(action, isTime: false);

    /// <summary>Moves the time of all its lanes on. Of the ticks that come while one waits its turn, the last is posted after it.</summary>
    internal void Tick(long now)
    {
        Volatile.Write(ref _tickTicks, now);
        if (Interlocked.Exchange(ref _tickPending, 1) != 0)
            return;
        Post(
            () =>
            {
                AdvanceLanes(now);
                Interlocked.Exchange(ref _tickPending, 0);
                var last = Volatile.Read(ref _tickTicks);
                if (last > now)
                    Tick(last);
            },
            isTime: true);
    }

    /// <summary>Moves the time of all its lanes on and says when that is done; at once if the worker has ended.</summary>
    internal Task AdvanceAsync(long to)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isPosted = Post(
            () =>
            {
                AdvanceLanes(to);
                done.TrySetResult();
            },
            isTime: true);
        return isPosted ? done.Task : Task.CompletedTask;
    }

    /// <summary>Works off what is queued, then ends.</summary>
    internal void Stop()
    {
        lock (_lock)
            _stopping = true;
        _signal.Wake();
    }

    /// <summary>Gives back unprocessed samples after a drain that took too long, and works off nothing any more, whenever what it is busy with lets go of it.</summary>
    /// <returns>How many samples and how many posted functions are left undone; the functions are counted as failures.</returns>
    internal (int Samples, int Functions) Abandon()
    {
        lock (_lock)
        {
            _stopping = true;
            _abandoned = true;
            var samples = _count + Volatile.Read(ref _left);
            var functions = _actions.Count(static a => !a.IsTime) + Interlocked.Exchange(ref _functionsLeft, 0);
            _actions.Clear();
            _taken += _count;
            for (; _count > 0; _count--)
            {
                GiveBack(_queue[_head]);
                _queue[_head] = default;
                _head = (_head + 1) % _queue.Length;
            }

            foreach (var room in _waiting)
                room.TrySetResult();
            _waiting.Clear();
            _userFailures.CountOnly(functions);
            return (samples, functions);
        }
    }

    /// <summary>Counts and says what users' code, or what it was called for, has thrown in one of its lanes.</summary>
    internal void NoteFailure(string function, string place, Exception exception) => _userFailures.Note(function, place, exception);

    internal void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            // A behaviour's function: its failure is counted, the lane goes on.
            _userFailures.Note("A function posted to or scheduled in the lane", _name, e);
        }
    }

    private bool Post(Action action, bool isTime)
    {
        lock (_lock)
        {
            if (_ended)
                return false;
            _actions.Enqueue(new Posted(_enqueued, _timeProvider?.GetUtcNow().UtcTicks ?? 0, action, isTime));
        }

        _signal.Wake();
        return true;
    }

    private async ValueTask<bool> WaitAndPostAsync(LaneMessage message, TaskCompletionSource room, CancellationToken cancellationToken)
    {
        while (true)
        {
            await room.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                if (TryEnqueue(ref message))
                    return !_stopping;
                room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Enqueue(room);
            }
        }
    }

    private bool TryEnqueue(ref LaneMessage message)
    {
        if (_stopping)
        {
            message.Receipt?.Abandoned();
            return true;
        }

        if (_count == _queue.Length)
            return false;
        if (_timeProvider is not null)
            message.ArrivalTicks = _timeProvider.GetUtcNow().UtcTicks;
        _lastArrival = Math.Max(_lastArrival, message.ArrivalTicks);
        _queue[(_head + _count) % _queue.Length] = message;
        _count++;
        _enqueued++;
        _signal.Wake();
        return true;
    }

    private async Task RunToEndAsync()
    {
        try
        {
            await RunAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The last boundary. A lane that works off nothing any more must not look alive: it takes nothing in, and the runtime says so.
            Failure = e;
            lock (_lock)
                _ended = true;
            OnBroken?.Invoke(this, Abandon());
        }

        _completion.TrySetResult();
    }

    private async Task RunAsync()
    {
        var batch = new LaneMessage[BatchSize];
        var actions = new Queue<Posted>();
        Func<bool> hasWork = () => Volatile.Read(ref _count) > 0 || Volatile.Read(ref _stopping) || HasActions();
        while (true)
        {
            var (first, count, stopping) = Take(batch, actions);
            var any = count > 0 || actions.Count > 0;
            for (var i = 0; i < count; i++)
            {
                RunUpTo(first + i, actions);
                Volatile.Write(ref _left, count - i - 1);
                if (_abandoned)
                    GiveBack(batch[i]);
                else
                    Process(ref batch[i]);
            }

            Array.Clear(batch, 0, count);
            RunUpTo(long.MaxValue, actions);
            if (any)
                continue;
            if (stopping && TryEnd())
                return;
            await _signal.SleepUnless(hasWork).ConfigureAwait(false);
        }
    }

    /// <summary>Ends unless something has come meanwhile; nothing is taken in afterwards.</summary>
    private bool TryEnd()
    {
        lock (_lock)
            return _ended = _count == 0 && _actions.Count == 0;
    }

    /// <summary>Runs the functions that were posted before the sample with this number.</summary>
    private void RunUpTo(long sample, Queue<Posted> actions)
    {
        while (actions.TryPeek(out var next) && next.After <= sample)
        {
            // A function sees the time at which it was posted, not that of the last sample or tick: a guard that is asked for something judges ages by it.
            var posted = actions.Dequeue();
            if (_abandoned)
                continue;
            if (!posted.IsTime)
                Interlocked.Decrement(ref _functionsLeft);
            if (_timeProvider is not null)
                AdvanceLanes(posted.Ticks);
            Guarded(posted.Action);
        }
    }

    private bool HasActions()
    {
        lock (_lock)
            return _actions.Count > 0;
    }

    private (long First, int Count, bool Stopping) Take(LaneMessage[] batch, Queue<Posted> actions)
    {
        lock (_lock)
        {
            var first = _taken;
            var count = Math.Min(_count, batch.Length);
            for (var i = 0; i < count; i++)
            {
                batch[i] = _queue[_head];
                _queue[_head] = default;
                _head = (_head + 1) % _queue.Length;
            }

            _count -= count;
            _taken += count;

            // A function waits for the samples that were queued before it, not for those after.
            while (_actions.TryPeek(out var next) && next.After <= _taken)
            {
                actions.Enqueue(_actions.Dequeue());
                if (!next.IsTime)
                    Interlocked.Increment(ref _functionsLeft);
            }

            for (var room = Math.Min(_waiting.Count, _queue.Length - _count); room > 0; room--)
                _waiting.Dequeue().TrySetResult();
            return (first, count, _stopping);
        }
    }

    private void Process(ref LaneMessage message)
    {
        var port = message.Port!;
        var slot = port.Slot!;
        var ticks = message.Ticks;
        try
        {
            message.ArrivalTicks = slot.Clock.Admit(message.ArrivalTicks);
            Advance(slot.Clock, message.ArrivalTicks);
            HoldBack(ref message);
            port.Accept(message, message.Origin!);
            if (slot.Health is { } health)
            {
                health.Observe(port, ticks, message.ArrivalTicks, message.Quality);
                slot.BeginJudging(message.ArrivalTicks);
            }

            if (slot.WatchedDue == long.MaxValue)
                slot.Clock.Watch(slot);
        }
        catch (Exception e)
        {
            // The last boundary: whatever fails for one sample must not stop the lane.
            _userFailures.Note("The way of a sample", port.Property.ToString(), e);
        }

        _processed++;
        try
        {
            message.Receipt?.Applied();
        }
        catch (Exception e)
        {
            // A connector's code: its failure concerns that one acknowledgement.
            _userFailures.Note("The receipt of a sample", port.Property.ToString(), e);
        }
    }

    private void GiveBack(in LaneMessage message)
    {
        try
        {
            message.Receipt?.Abandoned();
        }
        catch (Exception e)
        {
            // A connector's code: the others must get theirs back all the same.
            _userFailures.Note("The receipt of a sample", message.Port!.Property.ToString(), e);
        }
    }

    /// <summary>Gives a sample from far ahead its arrival time: its own would make everything that follows look late until then.</summary>
    private void HoldBack(ref LaneMessage message)
    {
        if (message.Ticks <= message.ArrivalTicks || message.Ticks - message.ArrivalTicks <= _mostAhead)
            return;
        message.Ticks = message.ArrivalTicks;
        message.Quality = message.Quality == Quality.NoData ? Quality.NoData : message.Quality.WorstWith(Quality.Uncertain | Quality.ClockSkew);
    }

    private void AdvanceLanes(long to)
    {
        foreach (var clock in _clocks)
            Advance(clock, to);
    }

    private void Advance(LaneClock clock, long to)
    {
        try
        {
            clock.AdvanceTo(to);
        }
        catch (Exception e)
        {
            // What fails at one moment of one clock must not stop the others, nor what comes after it.
            _userFailures.Note("The passing of time", _name, e);
        }
    }

    /// <summary>A function that waits for the samples handed in before it, when it was posted, 100 ns UTC, and whether all it does is to move the time on.</summary>
    private readonly record struct Posted(long After, long Ticks, Action Action, bool IsTime);
}
