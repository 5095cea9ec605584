namespace DigitalTwin.Sdk;

/// <summary>An observer made of a function; completion and errors are of no interest to it.</summary>
internal sealed class DelegateObserver<T>(Action<T> onNext) : IObserver<T>
{
    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void OnNext(T value) => onNext(value);
}
