namespace DigitalTwin.Sdk;

/// <summary>Tells subscribers of each gap, in the thread of the connector that reports it. A subscriber that throws has failed, and the others are told. Thread-safe.</summary>
internal sealed class LinkGapFeed(FailureLog failures) : IObservable<LinkGap>
{
    private readonly Lock _lock = new();
    private IObserver<LinkGap>[] _observers = [];

    public IDisposable Subscribe(IObserver<LinkGap> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        lock (_lock)
            _observers = [.. _observers, observer];
        return new Subscription(this, observer);
    }

    internal void Publish(LinkGap gap)
    {
        foreach (var observer in Volatile.Read(ref _observers))
        {
            try
            {
                observer.OnNext(gap);
            }
            catch (Exception e)
            {
                failures.Note("a subscriber to link gaps", gap.Connector, e);
            }
        }
    }

    private void Remove(IObserver<LinkGap> observer)
    {
        lock (_lock)
        {
            var at = Array.IndexOf(_observers, observer);
            if (at >= 0)
                _observers = [.. _observers[..at], .. _observers[(at + 1)..]];
        }
    }

    private sealed class Subscription(LinkGapFeed feed, IObserver<LinkGap> observer) : IDisposable
    {
        private IObserver<LinkGap>? _observer = observer;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _observer, null) is { } gone)
                feed.Remove(gone);
        }
    }
}
