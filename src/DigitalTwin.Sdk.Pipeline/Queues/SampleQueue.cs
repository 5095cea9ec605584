using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// A bounded queue between those who bring samples and one who works them off, with a stated policy for when it is full.
/// <code>
/// var queue = new SampleQueue(["flow", "head"], capacity: 10_000, QueuePolicy.ConflatePerPath);
/// client.Received += (path, sample) => queue.TryAdd(path, sample);          // from any thread, never waits
/// await queue.ReadAllAsync((path, sample) => processors[path].Push(sample), stop);
/// </code>
/// </summary>
/// <remarks>
/// Samples of one path stay in order. The next sample of a path of which any was lost has <see cref="Quality.Overflow"/>, its level unchanged; every loss
/// is counted for its path. Alarms and commands do not belong here: a runtime gives them a way of their own, which drops nothing.
/// Thread-safe for any number of writers and one reader. Memory is allocated once, for the capacity; adding and reading allocate nothing per
/// sample, waiting does.
/// </remarks>
public sealed class SampleQueue
{
    /// <summary>How long <see cref="QueuePolicy.Wait"/> waits unless told otherwise.</summary>
    public static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly SampleSlots _slots;
    private readonly string[] _paths;
    private readonly long[] _dropped;
    private readonly Quality[] _lost;
    private readonly TimeSpan _longestWait;
    private readonly TimeProvider _clock;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _news;
    private bool _isCompleted;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="paths">What the samples belong to, for instance property paths; later a path is its place in this list.</param>
    /// <param name="capacity">How many samples may wait, at least as many as there are paths, at most 1,000,000.</param>
    /// <param name="policy">What to do when it is full.</param>
    /// <param name="longestWait">How long <see cref="QueuePolicy.Wait"/> waits, above 0; null for <see cref="UsualWait"/>.</param>
    /// <param name="clock">By which it waits; null for the system's.</param>
    /// <param name="statistics">Counts all paths together, with how many samples wait; null to count into new counters. Losses are counted as dropped.</param>
    /// <exception cref="ArgumentException">A path is empty or stands there twice, or a number is outside its range.</exception>
    public SampleQueue(
        IReadOnlyList<string> paths,
        int capacity,
        QueuePolicy policy = QueuePolicy.DropOldest,
        TimeSpan? longestWait = null,
        TimeProvider? clock = null,
        StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _paths = [.. paths];
        Require(_paths.Length > 0, _paths.Length, nameof(paths), "must be one at least");
        Require(capacity >= _paths.Length && capacity <= 1_000_000, capacity, nameof(capacity), "must be at least the number of paths and at most 1,000,000");
        Require(Enum.IsDefined(policy), policy, nameof(policy), "is not a policy");
        Require(longestWait is not { } wait || wait > TimeSpan.Zero, longestWait!, nameof(longestWait), "must be above 0");
        if (_paths.Any(string.IsNullOrWhiteSpace) || _paths.Distinct(StringComparer.Ordinal).Count() < _paths.Length)
            throw new ArgumentException("The paths must differ and have names.", nameof(paths));
        Statistics = statistics ?? new StageStatistics("queue");
        (Policy, _longestWait, _clock) = (policy, longestWait ?? UsualWait, clock ?? TimeProvider.System);
        _slots = new SampleSlots(_paths.Length, capacity);
        _dropped = new long[_paths.Length];
        _lost = new Quality[_paths.Length];
    }

    /// <summary>What a full queue does.</summary>
    public QueuePolicy Policy { get; }

    /// <summary>What was done, of all paths together.</summary>
    public StageStatistics Statistics { get; }

    /// <summary>The paths, in the order in which they are numbered.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>How many samples wait now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _slots.Count;
        }
    }

    /// <summary>How many samples of a path were lost, to whatever policy.</summary>
    /// <param name="path">The place of the path in the list.</param>
    public long Dropped(int path)
    {
        RequirePath(path);
        lock (_gate)
            return _dropped[path];
    }

    /// <summary>Adds a sample and never waits.</summary>
    /// <param name="path">The place of its path in the list.</param>
    /// <param name="sample">The sample.</param>
    /// <returns>Whether it was taken: not if the queue is full and the policy is to drop the newest or to wait, nor after the end.</returns>
    public bool TryAdd(int path, in Sample<double> sample)
    {
        RequirePath(path);
        TaskCompletionSource? news;
        bool isTaken;
        lock (_gate)
        {
            Statistics.CountReceived(sample);
            isTaken = Add(path, sample);
            if (!isTaken)
                Lose(path, sample.Quality);
            news = isTaken ? TakeNews() : null;
        }

        news?.TrySetResult();
        return isTaken;
    }

    /// <summary>Adds a sample; waits for room if that is the policy.</summary>
    /// <param name="path">The place of its path in the list.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="cancellationToken">Ends the waiting; the sample is not taken then, and not counted as lost.</param>
    /// <returns>Whether it was taken.</returns>
    public async ValueTask<bool> AddAsync(int path, Sample<double> sample, CancellationToken cancellationToken)
    {
        RequirePath(path);
        var since = _clock.GetTimestamp();
        while (true)
        {
            bool? isTaken = null;
            var room = Task.CompletedTask;
            TaskCompletionSource? news = null;
            lock (_gate)
            {
                if (Policy != QueuePolicy.Wait || _isCompleted || !_slots.IsFull)
                {
                    Statistics.CountReceived(sample);
                    isTaken = Add(path, sample);
                    if (isTaken == false)
                        Lose(path, sample.Quality);
                    else
                        news = TakeNews();
                }
                else
                {
                    room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                }
            }

            news?.TrySetResult();
            if (isTaken is { } result)
                return result;
            var left = _longestWait - _clock.GetElapsedTime(since);
            try
            {
                await room.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _clock, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                lock (_gate)
                {
                    Statistics.CountReceived(sample);
                    Lose(path, sample.Quality);
                }

                return false;
            }
        }
    }

    /// <summary>Takes the sample that has waited longest.</summary>
    /// <param name="path">The place of its path in the list.</param>
    /// <param name="sample">The sample.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(out int path, out Sample<double> sample)
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            if (_slots.Count == 0)
            {
                (path, sample) = (-1, default);
                return false;
            }

            (path, sample) = _slots.TakeOldest();
            Statistics.CountEmitted();
            Statistics.SetWaiting(_slots.Count);
            (room, _room) = (_room, null);
        }

        room?.TrySetResult();
        return true;
    }

    /// <summary>Gives samples to a function, one at a time, until the queue has ended and is empty.</summary>
    /// <remarks>What the function throws ends the reading; what waits then waits on.</remarks>
    /// <param name="onSample">Takes a sample and the place of its path in the list.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task ReadAllAsync(Action<int, Sample<double>> onSample, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(onSample);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryTake(out var path, out var sample))
            {
                onSample(path, sample);
                continue;
            }

            Task news;
            lock (_gate)
            {
                if (_slots.Count > 0)
                    continue;
                if (_isCompleted)
                    return;
                news = (_news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await news.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the queue: nothing is taken any more, and the reader ends when it has worked off what waits.</summary>
    public void Complete()
    {
        TaskCompletionSource? room, news;
        lock (_gate)
        {
            _isCompleted = true;
            (room, _room) = (_room, null);
            news = TakeNews();
        }

        room?.TrySetResult();
        news?.TrySetResult();
    }

    private bool Add(int path, in Sample<double> sample)
    {
        if (_isCompleted)
            return false;
        if (_slots.IsFull)
        {
            switch (Policy)
            {
                case QueuePolicy.DropOldest:
                    var (oldest, lost) = _slots.TakeOldest();
                    Lose(oldest, lost.Quality);
                    break;
                case QueuePolicy.ConflatePerPath when _slots.Waiting(path) > 0:
                    CountLoss(path);
                    _slots.ReplaceNewest(path, sample);
                    return true;
                case QueuePolicy.ConflatePerPath:
                    CountLoss(_slots.RemoveOutdated());
                    break;
                default:
                    return false;
            }
        }

        _slots.Add(path, _lost[path] == Quality.NoData ? sample : SampleSlots.Marked(sample, _lost[path]));
        _lost[path] = Quality.NoData;
        Statistics.SetWaiting(_slots.Count);
        return true;
    }

    // Whoever reads next of this path is to know: the oldest that waits, or else the next to come.
    private void Lose(int path, Quality lost)
    {
        CountLoss(path);
        if (Policy == QueuePolicy.DropOldest && _slots.MarkOldest(path, lost))
            return;

        // Not "no data", which stands for nothing lost; what was lost before counts too.
        _lost[path] |= lost | Quality.Overflow;
    }

    private void CountLoss(int path)
    {
        _dropped[path]++;
        Statistics.CountDropped(DropCause.Rejected);
    }

    private TaskCompletionSource? TakeNews()
    {
        var news = _news;
        _news = null;
        return news;
    }

    private void RequirePath(int path)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(path);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(path, _paths.Length);
    }
}
