using System.Threading.Channels;

namespace DigitalTwin.Sdk.Control;

/// <summary>Takes records out of the lane: a bounded queue per subscriber, the oldest dropped, served on the thread pool.</summary>
internal sealed class RecordBroadcast : IObservable<CommandRecord>
{
    private const int Capacity = 1024;
    private readonly Lock _lock = new();
    private ChannelWriter<CommandRecord>[] _writers = [];
    private bool _completed;

    public IDisposable Subscribe(IObserver<CommandRecord> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var channel = Channel.CreateBounded<CommandRecord>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_lock)
        {
            if (_completed)
                channel.Writer.TryComplete();
            else
                _writers = [.. _writers, channel.Writer];
        }

        _ = PumpAsync(channel.Reader, observer);
        return new Subscription(this, channel.Writer);
    }

    internal void Publish(CommandRecord record)
    {
        foreach (var writer in Volatile.Read(ref _writers))
            writer.TryWrite(record);
    }

    internal void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            foreach (var writer in _writers)
                writer.TryComplete();
            _writers = [];
        }
    }

    private static async Task PumpAsync(ChannelReader<CommandRecord> reader, IObserver<CommandRecord> observer)
    {
        try
        {
            await foreach (var record in reader.ReadAllAsync().ConfigureAwait(false))
                Guarded(() => observer.OnNext(record));
        }
        finally
        {
            Guarded(observer.OnCompleted);
        }
    }

    private static void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception)
        {
            // A subscriber's failure costs it this record and concerns nobody else; the journal has it all the same.
        }
    }

    private sealed class Subscription(RecordBroadcast owner, ChannelWriter<CommandRecord> writer) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._lock)
                owner._writers = Array.FindAll(owner._writers, w => !ReferenceEquals(w, writer));
            writer.TryComplete();
        }
    }
}
