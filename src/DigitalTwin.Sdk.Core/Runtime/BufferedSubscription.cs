using System.Threading.Channels;

namespace DigitalTwin.Sdk;

/// <inheritdoc/>
internal sealed class BufferedSubscription<T> : SampleSubscription, IObserver<Sample<T>>
{
    private const int Capacity = 1024;
    private readonly Channel<Sample<T>> _queue;
    private readonly IObserver<Sample<T>> _observer;
    private readonly Signal<T> _signal;
    private readonly IDisposable _source;
    private volatile bool _isClosed;

    internal BufferedSubscription(Signal<T> signal, IObserver<Sample<T>> observer)
    {
        _observer = observer;
        _signal = signal;
        _queue = Channel.CreateBounded<Sample<T>>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => CountDropped());
        _source = signal.Subscribe(this);
        _ = Task.Run(PumpAsync);
    }

    public void OnNext(Sample<T> value) => _queue.Writer.TryWrite(value);

    public void OnError(Exception error) => OnCompleted();

    public void OnCompleted() => _queue.Writer.TryComplete();

    private protected override void Close()
    {
        _isClosed = true;
        _source.Dispose();
        _queue.Writer.TryComplete();
    }

    private protected override void Say(Exception exception) =>
        _signal.Twins.First().Graph.UserFailures.Say("An observer of raw samples", _signal.Name, exception);

    private async Task PumpAsync()
    {
        await foreach (var sample in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (_isClosed)
                break;
            Hand(_observer, sample);
        }

        Complete(_isClosed ? null : _observer);
    }
}
