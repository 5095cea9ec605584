using System.Threading.Channels;

namespace DigitalTwin.Sdk;

/// <summary>Takes a lane's signal out of the lane: a bounded queue per subscriber, the oldest dropped, served on the thread pool.</summary>
internal sealed class BufferedObservable<T>(Signal<T> signal) : IObservable<Sample<T>>
{
    private const int Capacity = 1024;

    public IDisposable Subscribe(IObserver<Sample<T>> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var channel = Channel.CreateBounded<Sample<T>>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        var subscription = signal.Subscribe(new Writer(channel.Writer));
        _ = PumpAsync(channel.Reader, observer);
        return new Ending(subscription, channel.Writer);
    }

    private static async Task PumpAsync(ChannelReader<Sample<T>> reader, IObserver<Sample<T>> observer)
    {
        await foreach (var sample in reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                observer.OnNext(sample);
            }
            catch (Exception)
            {
                // A subscriber's failure costs this sample and concerns nobody else.
            }
        }

        observer.OnCompleted();
    }

    private sealed class Writer(ChannelWriter<Sample<T>> writer) : IObserver<Sample<T>>
    {
        public void OnCompleted() => writer.TryComplete();

        public void OnError(Exception error) => writer.TryComplete();

        public void OnNext(Sample<T> value) => writer.TryWrite(value);
    }

    private sealed class Ending(IDisposable subscription, ChannelWriter<Sample<T>> writer) : IDisposable
    {
        public void Dispose()
        {
            subscription.Dispose();
            writer.TryComplete();
        }
    }
}
