namespace DigitalTwin.Sdk;

/// <inheritdoc/>
internal sealed class PropertyPort<T> : PropertyPort
{
    private readonly Property<T> _typed;
    private readonly bool _canGrowStale;
    private Func<IObservable<Sample<T>>, IObservable<Sample<T>>>? _chain;
    private Run? _run;
    private ChangeOrigin _origin = ChangeOrigin.Sensor;
    private IObservable<Sample<T>>? _composed;
    private Subject _entry = new();
    private long _received;

    internal PropertyPort(Property<T> property)
        : base(property)
    {
        _typed = property;
        _canGrowStale = property.Definition.MaxAgeTicks > 0;
        Raw = new Signal<T>(property + " (raw)", [property.Twin]);
        Clean = new Signal<T>(property.ToString(), [property.Twin]);
    }

    internal Signal<T> Raw { get; }

    internal Signal<T> Clean { get; }

    internal override long Received => Volatile.Read(ref _received);

    internal override bool HasChain => _chain is not null;

    internal bool TrySetChain(Func<IObservable<Sample<T>>, IObservable<Sample<T>>> chain)
    {
        if (_chain is not null)
            return false;
        _chain = chain;
        return true;
    }

    internal override string? TryCompose()
    {
        if (_chain is null)
            return null;
        try
        {
            _composed = _chain(_entry);
            return _composed is null ? $"The cleaning of '{Property}' cannot be composed: the function gave null." : null;
        }
        catch (Exception e)
        {
            // The user's function, and any exception of it says what is wrong with the wiring.
            return $"The cleaning of '{Property}' cannot be composed: {e.Message}";
        }
    }

    internal override void Accept(in LaneMessage message, ChangeOrigin origin)
    {
        _received++;
        if (message.IsFailure)
        {
            AcceptFailure(message.Ticks, message.ArrivalTicks, message.Quality, origin);
            return;
        }

        Accept(new Sample<T>(ValueSlot.Decode<T>(message.Bits, message.Reference), message.Ticks, message.ArrivalTicks, message.Quality), origin);
    }

    internal override void MarkLost(long now, ChangeOrigin origin)
    {
        if (!_typed.Read().Quality.IsUsable)
            return;
        AcceptFailure(0, now, Quality.Bad | Quality.CommLoss, origin);

        // A chain may hold the mark back, or have replaced it: that the link is gone is true all the same.
        var last = _typed.Read();
        if (last.Quality.IsUsable)
            Store(new Sample<T>(last.Value, last.Ticks + 1, now, Quality.Bad | Quality.CommLoss), origin);
    }

    /// <summary>
    /// The value stays, with a bad quality, also if the last sample was stamped by a clock that runs ahead. A chain gets no number, for the one that is known is its own
    /// work already; values that cannot say "none" go past it.
    /// </summary>
    private void AcceptFailure(long ticks, long arrivalTicks, Quality quality, ChangeOrigin origin)
    {
        var last = _typed.Read();
        var time = last.Quality == Quality.NoData ? ticks : last.Ticks + 1;
        var sample = new Sample<T>(last.Value, time, arrivalTicks, quality);
        if (_chain is not null && typeof(T) == typeof(double))
        {
            Accept(sample with { Value = (T)(object)double.NaN }, origin);
            return;
        }

        if (Raw.HasObservers)
            Raw.Publish(sample);
        Store(sample, origin);
    }

    internal override void Complete()
    {
        _run?.End();
        Raw.Complete();
        Clean.Complete();
    }

    /// <summary>Writes a sample into the twin and, if it became the current value or confirmed it, hands it to the clean signal.</summary>
    internal void Store(in Sample<T> sample, ChangeOrigin origin)
    {
        var outcome = _typed.Report(sample, origin);
        if (outcome is ReportOutcome.Applied or ReportOutcome.Refreshed && Clean.HasObservers)
            PublishClean(sample);

        // Also for a twin that has no samples of its own, because a behaviour stores into it.
        if (_canGrowStale && Slot is { } slot)
            slot.Clock.Watch(slot);
    }

    /// <summary>Hands on what was stored: no number that is not finite, and the quality with what the model says of the value.</summary>
    private void PublishClean(in Sample<T> sample)
    {
        var bits = ValueSlot.IsInline<T>() ? ValueSlot.Encode(sample.Value) : 0;
        var quality = SampleCheck.Quality(_typed.Definition, sample.Value, sample.Quality);
        if (!SampleCheck.IsFinite(sample.Value))
            bits = SampleCheck.KeepFinite(_typed.Definition, bits, ValueSlot.Encode(_typed.Read().Value));
        Clean.Publish(new Sample<T>(ValueSlot.IsInline<T>() ? ValueSlot.Decode<T>(bits, null) : sample.Value, sample.Ticks, sample.ArrivalTicks, quality));
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
        var run = _run ??= new Run(this);
        run.Feed(sample);
        if (!run.IsOver)
            return;
        GiveUp(run);

        // Bad is the sample itself or, if the chain has made something of it, what is from just after that on.
        MarkFailed(run.HasGiven ? sample with { Ticks = Math.Max(sample.Ticks, _typed.Read().Ticks + 1) } : sample);
    }

    /// <summary>Counts a chain that is over; a new one begins with the next sample.</summary>
    private void GiveUp(Run run)
    {
        NoteFailure("The cleaning chain", run.Failure ?? new InvalidOperationException("The chain has completed; a property has no end while the runtime runs."));
        _run = null;
        run.End();
    }

    private void NoteFailure(string function, Exception exception) => Property.Twin.Graph.UserFailures.Note(function, Property.ToString(), exception);

    /// <summary>Builds the chain for its next life; the first one was built when the wiring was checked.</summary>
    private (IObservable<Sample<T>> Chain, Subject Entry) Compose()
    {
        if (_composed is not { } chain)
        {
            _entry = new Subject();
            chain = _chain!(_entry) ?? throw new InvalidOperationException("The function that composes the chain gave null.");
        }

        _composed = null;
        return (chain, _entry);
    }

    private void MarkFailed(in Sample<T> sample) =>
        Store(sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.ComputationError) }, _origin);

    /// <summary>The chain has ended by itself, between two samples.</summary>
    private void RestartIdle(Run run)
    {
        if (!ReferenceEquals(run, _run))
            return;
        GiveUp(run);
        var last = _typed.Read();
        if (last.Quality.IsUsable)
            MarkFailed(last with { Ticks = last.Ticks + 1, ArrivalTicks = Math.Max(last.ArrivalTicks, Slot!.Now) });
    }

    /// <summary>One life of the chain. Completing is a failure like any other: a property has no end while the runtime runs.</summary>
    private sealed class Run(PropertyPort<T> port) : IObserver<Sample<T>>
    {
        private Subject? _entry;
        private IDisposable? _subscription;
        private bool _isFed;
        private int _isOver;

        /// <summary>Whether the chain has failed, completed, or been given up.</summary>
        internal bool IsOver => Volatile.Read(ref _isOver) != 0;

        /// <summary>What it failed with; null if it has completed.</summary>
        internal Exception? Failure { get; private set; }

        /// <summary>Whether the chain has given out something for the sample it was fed last.</summary>
        internal bool HasGiven { get; set; }

        internal void Feed(in Sample<T> sample)
        {
            _isFed = true;
            HasGiven = false;
            try
            {
                Subscribe().OnNext(sample);
            }
            catch (Exception e)
            {
                // The chain is user code at a stage boundary: its failure is this sample's quality, and the stream lives on.
                Failure ??= e;
                Volatile.Write(ref _isOver, 1);
            }

            _isFed = false;
        }

        /// <summary>Lets go of the chain; whatever it still says is not heard.</summary>
        internal void End()
        {
            Volatile.Write(ref _isOver, 1);
            try
            {
                _subscription?.Dispose();
            }
            catch (Exception e)
            {
                // User code too; there is nothing left that its failure could concern.
                port.NoteFailure("The end of the cleaning chain", e);
            }
        }

        public void OnNext(Sample<T> value)
        {
            if (IsOver)
                return;
            HasGiven = true;
            port.Store(value, port._origin);
        }

        public void OnError(Exception error)
        {
            Failure ??= error;
            OnCompleted();
        }

        public void OnCompleted()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0 && !_isFed)
                port.Slot?.Worker.PostAction(() => port.RestartIdle(this));
        }

        private Subject Subscribe()
        {
            if (_entry is not null)
                return _entry;
            var (chain, entry) = port.Compose();
            _entry = entry;
            _subscription = chain.Subscribe(this);
            return entry;
        }
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
