namespace DigitalTwin.Sdk;

/// <summary>Takes a lane's signal out of the lane: a bounded queue per subscriber, the oldest dropped, served on the thread pool.</summary>
internal sealed class BufferedObservable<T>(Signal<T> signal) : IObservable<Sample<T>>
{
    public IDisposable Subscribe(IObserver<Sample<T>> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return new BufferedSubscription<T>(signal, observer);
    }
}
