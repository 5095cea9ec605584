using System.Threading.Channels;

namespace DigitalTwin.Sdk.Control;

/// <summary>Takes records out of the lane: a bounded queue per subscriber, the oldest dropped and counted, served on the thread pool.</summary>
internal sealed class RecordBroadcast : IObservable<CommandRecord>
{
    private const int Capacity = 1024;
    private readonly Lock _lock = new();
    private Subscription[] _subscriptions = [];
    private bool _completed;
    private long _dropped;
    private long _failed;

    /// <summary>Records that slow subscribers lost.</summary>
    internal long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Calls of a subscriber that threw.</summary>
    internal long Failed => Volatile.Read(ref _failed);

    public IDisposable Subscribe(IObserver<CommandRecord> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = new Subscription(this, observer);
        lock (_lock)
        {
            if (_completed)
                subscription.Complete();
            else
                _subscriptions = [.. _subscriptions, subscription];
        }

        subscription.Start();
        return subscription;
    }

    internal void Publish(CommandRecord record)
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
            subscription.Offer(record);
    }

    internal void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            foreach (var subscription in _subscriptions)
                subscription.Complete();
            _subscriptions = [];
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_lock)
            _subscriptions = Array.FindAll(_subscriptions, s => !ReferenceEquals(s, subscription));
    }

    private sealed class Subscription : IDisposable
    {
        private readonly RecordBroadcast _owner;
        private readonly IObserver<CommandRecord> _observer;
        private readonly Channel<CommandRecord> _queue;
        private volatile bool _disposed;

        internal Subscription(RecordBroadcast owner, IObserver<CommandRecord> observer)
        {
            _owner = owner;
            _observer = observer;
            _queue = Channel.CreateBounded<CommandRecord>(
                new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
                _ => Interlocked.Increment(ref owner._dropped));
        }

        public void Dispose()
        {
            _disposed = true;
            _owner.Remove(this);
            Complete();
        }

        internal void Start() => _ = PumpAsync();

        internal void Offer(CommandRecord record) => _queue.Writer.TryWrite(record);

        internal void Complete() => _queue.Writer.TryComplete();

        private async Task PumpAsync()
        {
            await foreach (var record in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                if (_disposed)
                    return;
                Guarded(() => _observer.OnNext(record));
            }

            if (!_disposed)
                Guarded(_observer.OnCompleted);
        }

        private void Guarded(Action action)
        {
            try
            {
                action();
            }
            catch (Exception)
            {
                // A subscriber's failure costs it this record and concerns nobody else; the journal has it all the same.
                Interlocked.Increment(ref _owner._failed);
            }
        }
    }
}
