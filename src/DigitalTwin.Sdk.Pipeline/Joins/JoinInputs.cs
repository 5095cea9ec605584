using System.Reactive.Disposables;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// The inputs of a join of Rx streams, which may come on different threads: one sample at a time goes on, and nothing after the end. The observer is called under
/// the lock that orders them, as Rx does where streams meet.
/// </summary>
internal sealed class JoinInputs<T>(IObserver<T> observer, Action<int, Sample<double>> push, Action complete)
{
    private readonly Lock _gate = new();
    private readonly CompositeDisposable _subscriptions = [];
    private int _open;
    private bool _isOver;

    internal IDisposable Connect(IObservable<Sample<double>>[] sources)
    {
        _open = sources.Length;
        for (var i = 0; i < sources.Length; i++)
            _subscriptions.Add(sources[i].Subscribe(new Input(this, i)));
        return Disposable.Create(Stop);
    }

    private void Stop()
    {
        Volatile.Write(ref _isOver, true);
        _subscriptions.Dispose();
    }

    private void Next(int input, in Sample<double> sample)
    {
        lock (_gate)
        {
            if (!_isOver)
                push(input, sample);
        }
    }

    private void Fail(Exception error)
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            Stop();
            observer.OnError(error);
        }
    }

    private void End()
    {
        lock (_gate)
        {
            if (_isOver || --_open > 0)
                return;
            try
            {
                complete();
            }
            finally
            {
                Stop();
                observer.OnCompleted();
            }
        }
    }

    private sealed class Input(JoinInputs<T> inputs, int number) : IObserver<Sample<double>>
    {
        public void OnNext(Sample<double> value) => inputs.Next(number, value);

        public void OnError(Exception error) => inputs.Fail(error);

        public void OnCompleted() => inputs.End();
    }
}
