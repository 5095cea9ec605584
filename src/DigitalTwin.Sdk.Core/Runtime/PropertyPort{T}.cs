namespace DigitalTwin.Sdk;

/// <inheritdoc/>
internal sealed class PropertyPort<T> : PropertyPort, IObserver<Sample<T>>
{
    private readonly Property<T> _typed;
    private readonly Subject _entry = new();
    private Func<IObservable<Sample<T>>, IObservable<Sample<T>>>? _chain;
    private IDisposable? _running;
    private ChangeOrigin _origin = ChangeOrigin.Sensor;
    private Exception? _failed;
    private long _chainFailures;
    private long _received;

    internal PropertyPort(Property<T> property)
        : base(property)
    {
        _typed = property;
        Raw = new Signal<T>(property + " (raw)", [property.Twin]);
        Clean = new Signal<T>(property.ToString(), [property.Twin]);
    }

    internal Signal<T> Raw { get; }

    internal Signal<T> Clean { get; }

    internal override long Failures => Volatile.Read(ref _chainFailures) + Raw.Failures + Clean.Failures;

    internal override long Received => Volatile.Read(ref _received);

    internal override bool HasChain => _chain is not null;

    internal bool TrySetChain(Func<IObservable<Sample<T>>, IObservable<Sample<T>>> chain)
    {
        if (_chain is not null)
            return false;
        _chain = chain;
        return true;
    }

    internal override void Accept(in LaneMessage message, ChangeOrigin origin)
    {
        _received++;
        Accept(new Sample<T>(ValueSlot.Decode<T>(message.Bits, message.Reference), message.Ticks, message.ArrivalTicks, message.Quality), origin);
    }

    internal override void MarkLost(long now, ChangeOrigin origin)
    {
        var last = _typed.Read();
        if (last.Quality.IsUsable)
            Accept(new Sample<T>(last.Value, last.Ticks + 1, now, Quality.Bad | Quality.CommLoss), origin);
    }

    internal override void Complete()
    {
        _running?.Dispose();
        Raw.Complete();
        Clean.Complete();
    }

    /// <summary>Writes a sample into the twin and, if it became the current value or confirmed it, hands it to the clean signal.</summary>
    internal void Store(in Sample<T> sample, ChangeOrigin origin)
    {
        var outcome = _typed.Report(sample, origin);
        if (outcome is ReportOutcome.Applied or ReportOutcome.Refreshed && Clean.HasObservers)
            Clean.Publish(sample with { Quality = SampleCheck.Quality(_typed.Definition, sample.Value, sample.Quality) });
    }

    void IObserver<Sample<T>>.OnNext(Sample<T> value) => Store(value, _origin);

    void IObserver<Sample<T>>.OnError(Exception error) => _failed = error;

    void IObserver<Sample<T>>.OnCompleted()
    {
    }

    private void Accept(in Sample<T> sample, ChangeOrigin origin)
    {
        if (Raw.HasObservers)
            Raw.Publish(sample);
        if (_chain is null)
        {
            Store(sample, origin);
            return;
        }

        _origin = origin;
        try
        {
            _running ??= _chain(_entry).Subscribe(this);
            _entry.OnNext(sample);
        }
        catch (Exception e)
        {
            // The chain is user code at a stage boundary: its failure is this sample's quality, and the stream lives on.
            _failed = e;
        }

        if (_failed is not null)
            Restart(sample, origin);
    }

    private void Restart(in Sample<T> sample, ChangeOrigin origin)
    {
        _failed = null;
        _chainFailures++;
        _running?.Dispose();
        _running = null;
        Store(sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.ComputationError) }, origin);
    }

    /// <summary>The beginning of the chain: one observer, no locks, as the lane is serial.</summary>
    private sealed class Subject : IObservable<Sample<T>>
    {
        private IObserver<Sample<T>>[] _observers = [];

        public IDisposable Subscribe(IObserver<Sample<T>> observer)
        {
            _observers = [.. _observers, observer];
            return new Subscription(this, observer);
        }

        internal void OnNext(in Sample<T> sample)
        {
            foreach (var observer in _observers)
                observer.OnNext(sample);
        }

        private sealed class Subscription(Subject subject, IObserver<Sample<T>> observer) : IDisposable
        {
            public void Dispose() => subject._observers = Array.FindAll(subject._observers, o => !ReferenceEquals(o, observer));
        }
    }
}
