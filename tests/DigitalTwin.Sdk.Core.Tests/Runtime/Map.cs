namespace DigitalTwin.Sdk.Tests.Runtime;

/// <summary>A chain of one function, so that Core's tests need no Rx.</summary>
internal sealed class Map<T>(IObservable<Sample<T>> source, Func<Sample<T>, Sample<T>> map) : IObservable<Sample<T>>
{
    public IDisposable Subscribe(IObserver<Sample<T>> observer) => source.Subscribe(new Observer(observer, map));

    private sealed class Observer(IObserver<Sample<T>> next, Func<Sample<T>, Sample<T>> map) : IObserver<Sample<T>>
    {
        public void OnCompleted() => next.OnCompleted();

        public void OnError(Exception error) => next.OnError(error);

        public void OnNext(Sample<T> value) => next.OnNext(map(value));
    }
}
