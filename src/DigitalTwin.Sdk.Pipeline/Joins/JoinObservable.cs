namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Connects each subscriber anew. Unlike Rx's own it does not let go of one that throws: that costs it the row, as everywhere in the pipeline.</summary>
internal sealed class JoinObservable<T>(Func<IObserver<T>, IDisposable> connect) : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return connect(observer);
    }
}
