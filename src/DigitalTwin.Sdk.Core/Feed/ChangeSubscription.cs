namespace DigitalTwin.Sdk;

/// <summary>A running subscription of the change feed: its counters, its end, and how to end it.</summary>
public sealed class ChangeSubscription : IAsyncDisposable, IDisposable
{
    private const int BatchSize = 256;
    private const int SpinsBeforeSleep = 200;

    // Looking for changes takes the writer's cache lines away from it, so a reader that finds few of them lets some gather: about a microsecond.
    private const int GoodBatch = 64;
    private const int PauseSpins = 100;
    private readonly Lane[] _wanted;
    private readonly ChangeFeedOptions _options;
    private readonly IObserver<TwinChange> _observer;
    private readonly LaneSubscriber[] _lanes;
    private readonly FailureLog _userFailures;
    private readonly string _place;
    private readonly WakeSignal _signal = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SnapshotSync? _sync;
    private long _delivered;
    private long _dropped;
    private long _failures;
    private volatile int _closed;
    private Exception? _failure;
    private int _busy;
    private int _pumpThread;

    internal ChangeSubscription(TwinGraph graph, ChangeFeedOptions options, IObserver<TwinChange> observer)
    {
        _options = options;
        _observer = observer;
        _userFailures = graph.UserFailures;
        _place = (options.Twin?.Id ?? options.Model ?? "all twins") + (options.Path is null ? "" : "/" + options.Path);
        _wanted = options.Twin is { } twin ? [twin.Lane] : graph.Lanes;
        _lanes = [.. _wanted.Select(_ => new LaneSubscriber(this, _signal, options, graph.TimeProvider))];
        var rows = new int[graph.Lanes.Length];
        for (var i = 0; i < _wanted.Length; i++)
        {
            var (lane, subscriber) = (_wanted[i], _lanes[i]);
            rows[lane.Index] = Lane.Locked([lane], () =>
            {
                lane.Feed.Add(lane, subscriber, options.Twin?.Row);
                return lane.RowCount;
            });
        }

        if (options.Kinds.HasFlag(TwinChangeKind.Snapshot))
            _sync = new SnapshotSync(graph, options, rows);
    }

    /// <summary>How many changes have been handed to the observer.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>How many changes were lost because the queue was full. Above zero, the feed was not gapless; subscribe anew to get a fresh snapshot.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>How many times the observer threw; each cost that one change, the subscription lives.</summary>
    public long ObserverFailures => Volatile.Read(ref _failures);

    /// <summary>How many changes wait now.</summary>
    public long Waiting => _lanes.Sum(l => l.Ring.Depth);

    /// <summary>Ends when the subscription has: after disposal, or in a fault if it was cut off for overflow.</summary>
    public Task Completion => _completion.Task;

    internal bool IsClosed => _closed != 0;

    /// <summary>Whether the caller runs inside the observer, so that waiting for it would wait for ever.</summary>
    internal bool IsCalledByObserver => Volatile.Read(ref _pumpThread) == Environment.CurrentManagedThreadId;

    /// <summary>Ends the subscription; what waits is not delivered any more. Does not wait for an observer that is busy.</summary>
    public void Dispose()
    {
        Close(null);
    }

    /// <summary>Ends the subscription and waits until the observer is not called any more. Not to be awaited inside the observer.</summary>
    public async ValueTask DisposeAsync()
    {
        Close(null);
        await _completion.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    internal void Start() => _ = Task.Run(PumpAsync);

    internal void CountDropped() => Interlocked.Increment(ref _dropped);

    internal void CloseForOverflow() =>
        CloseFrom(new InvalidOperationException($"The change-feed subscriber fell {_options.Capacity} changes behind and was disconnected, as its overflow policy says."));

    /// <summary>Waits until everything published before the call has been handed to the observer.</summary>
    internal async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!IsClosed && (_sync is { IsDone: false } || Waiting > 0 || Volatile.Read(ref _busy) != 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private void Close(Exception? failure)
    {
        CloseFrom(failure);
        for (var i = 0; i < _wanted.Length; i++)
        {
            var (lane, subscriber) = (_wanted[i], _lanes[i]);
            Lane.Locked([lane], () => { lane.Feed.Remove(lane, subscriber, _options.Twin?.Row); return 0; });
        }
    }

    /// <summary>Closes without entering any gate; the pump takes the subscriber off its lanes.</summary>
    private void CloseFrom(Exception? failure)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            _failure = failure;
        _signal.Wake();
    }

    private async Task PumpAsync()
    {
        var buffer = new FeedEntry[BatchSize];
        var carried = new object?[BatchSize];
        Func<bool> hasWork = () => IsClosed || _sync is { IsDone: false } || Array.Exists(_lanes, l => !l.Ring.IsEmpty);
        while (!IsClosed)
        {
            Volatile.Write(ref _busy, 1);
            var most = 0;
            for (var i = 0; i < _lanes.Length; i++)
                most = Math.Max(most, Deliver(_wanted[i], _lanes[i].Ring, buffer, carried));
            var any = most > 0;
            if (_sync is { IsDone: false })
                any |= Synchronize();
            else if (!any)
                _sync = null;
            Volatile.Write(ref _busy, 0);
            if (any && most < GoodBatch)
                Thread.SpinWait(PauseSpins);
            else if (!any && !SpinFor(hasWork))
                await _signal.SleepUnless(hasWork).ConfigureAwait(false);
        }

        Close(_failure);
        if (_failure is null)
        {
            Guarded(static o => o.OnCompleted());
            _completion.TrySetResult();
        }
        else
        {
            var failure = _failure;
            Guarded(o => o.OnError(failure));
            _completion.TrySetException(failure);
        }
    }

    private static bool SpinFor(Func<bool> hasWork)
    {
        var spin = default(SpinWait);
        for (var i = 0; i < SpinsBeforeSleep; i++)
        {
            if (hasWork())
                return true;
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return false;
    }

    private int Deliver(Lane lane, FeedRing ring, FeedEntry[] buffer, object?[] carried)
    {
        var count = ring.Take(buffer, carried);
        if (count == 0)
            return 0;
        Volatile.Write(ref _pumpThread, Environment.CurrentManagedThreadId);
        var (next, delivered) = (0, 0);
        while (next < count && !IsClosed)
        {
            try
            {
                while (next < count && !IsClosed)
                {
                    var change = buffer[next].ToChange(lane, carried[next]!);
                    next++;
                    if (_sync is not null && !_sync.Admits(change))
                        continue;
                    delivered++;
                    _observer.OnNext(change);
                }
            }
            catch (Exception e)
            {
                // The observer is user code: its failure costs this one change and is counted; nobody else is concerned.
                Note(e);
            }
        }

        Volatile.Write(ref _delivered, _delivered + delivered);
        Volatile.Write(ref _pumpThread, 0);
        Array.Clear(carried, 0, count);
        return count;
    }

    private bool Synchronize()
    {
        Volatile.Write(ref _pumpThread, Environment.CurrentManagedThreadId);
        var changes = _sync!.Next();
        foreach (var change in changes)
            Hand(change);
        Volatile.Write(ref _delivered, _delivered + changes.Count);
        Volatile.Write(ref _pumpThread, 0);
        return true;
    }

    private void Hand(in TwinChange change)
    {
        try
        {
            _observer.OnNext(change);
        }
        catch (Exception e)
        {
            // The observer is user code: its failure costs this one change and is counted; nobody else is concerned.
            Note(e);
        }
    }

    private void Note(Exception exception)
    {
        Interlocked.Increment(ref _failures);
        _userFailures.Say("An observer of the change feed", _place, exception);
    }

    private void Guarded(Action<IObserver<TwinChange>> call)
    {
        try
        {
            call(_observer);
        }
        catch (Exception e)
        {
            Note(e);
        }
    }
}
