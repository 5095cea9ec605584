namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Gives the samples of a stream to a processor, and the time while nothing comes.</summary>
internal sealed class SampleFeeder<TResult>(
    Action<Sample<double>> push, Action<DateTimeOffset> advance, Action complete, StageStatistics? statistics, IObserver<TResult> next) : IObserver<Sample<double>>
{
    private readonly Lock _gate = new();
    private IdleTimer? _timer;
    private IDisposable? _run;
    private bool _hasCome;
    private bool _isOver;

    /// <summary>Subscribes, with a timer or without.</summary>
    internal IDisposable Connect(IObservable<Sample<double>> source, IdleTimer? timer)
    {
        _timer = timer;
        _run = timer?.Start(OnDue);
        var subscription = source.Subscribe(this);
        return timer is null ? subscription : new Connection(subscription, this);
    }

    public void OnNext(Sample<double> value)
    {
        if (_timer is null)
        {
            push(value);
            return;
        }

        lock (_gate)
        {
            _hasCome = true;
            push(value);
        }
    }

    public void OnError(Exception error)
    {
        End();
        next.OnError(error);
    }

    public void OnCompleted()
    {
        End();
        complete();
        next.OnCompleted();
    }

    private void OnDue(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_hasCome || _isOver)
            {
                _hasCome = false;
                return;
            }

            try
            {
                advance(now - _timer!.MaxIdle);
            }
            catch (Exception error)
            {
                // A subscriber is user code, and a timer has nobody to throw to.
                statistics?.CountError(error);
            }
        }
    }

    private void End()
    {
        lock (_gate)
            _isOver = true;
        _run?.Dispose();
    }

    private sealed class Connection(IDisposable subscription, SampleFeeder<TResult> feeder) : IDisposable
    {
        public void Dispose()
        {
            feeder.End();
            subscription.Dispose();
        }
    }
}
