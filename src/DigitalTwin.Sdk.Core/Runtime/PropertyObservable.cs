namespace DigitalTwin.Sdk;

/// <summary>One property's values out of the change feed.</summary>
internal sealed class PropertyObservable<T>(Property<T> property) : IObservable<Sample<T>>
{
    private const int Capacity = 1024;

    public IDisposable Subscribe(IObserver<Sample<T>> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var options = new ChangeFeedOptions
        {
            Twin = property.Twin,
            Path = property.Name,
            Kinds = TwinChangeKind.Snapshot | TwinChangeKind.Updated | TwinChangeKind.Stale,
            Capacity = Capacity,
        };
        return property.Twin.Graph.Changes.Subscribe(new Adapter(property, observer), options);
    }

    private sealed class Adapter(Property<T> property, IObserver<Sample<T>> observer) : IObserver<TwinChange>
    {
        public void OnCompleted() => observer.OnCompleted();

        public void OnError(Exception error) => observer.OnError(error);

        public void OnNext(TwinChange value)
        {
            if (value.Snapshot is { } snapshot)
            {
                var now = snapshot.Read(property);
                if (now.Quality != Quality.NoData)
                    observer.OnNext(now);
            }
            else if (value.TryGet(property.Name, out var change))
            {
                observer.OnNext(change.Get<T>());
            }
        }
    }
}
