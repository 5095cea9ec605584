namespace DigitalTwin.Sdk;

/// <summary>
/// A live stream of samples inside a runtime: a property's clean values, a filter's residual, a detector's verdict. Subscribers run in the
/// twin's lane, serially and in event-time order, and before anything else happens to that twin.
/// </summary>
/// <remarks>
/// Signals are wired while the runtime is composed. Each carries times and quality along. A subscriber that throws loses that one sample;
/// the stream lives and <see cref="Failures"/> counts it. Subscribers must not block.
/// </remarks>
/// <typeparam name="T">Type of the values.</typeparam>
public sealed class Signal<T> : IObservable<Sample<T>>
{
    private IObserver<Sample<T>>[] _observers = [];
    private readonly FailureLog? _failureLog;
    private long _failures;

    internal Signal(string name, IReadOnlyCollection<Twin> twins)
    {
        Name = name;
        Twins = twins;
        _failureLog = twins.FirstOrDefault()?.Graph.UserFailures;
    }

    /// <summary>What it carries, for instance <c>pump-101/flow</c>; for messages.</summary>
    public string Name { get; }

    /// <summary>The twins it comes from; all of them share one lane.</summary>
    public IReadOnlyCollection<Twin> Twins { get; }

    /// <summary>How many times a subscriber or a <see cref="Select"/> function threw.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Whether anybody listens.</summary>
    public bool HasObservers => Volatile.Read(ref _observers).Length > 0;

    /// <summary>Subscribes. The observer runs in the lane and must not block.</summary>
    /// <param name="observer">Gets every sample from now on.</param>
    /// <returns>Ends the subscription.</returns>
    public IDisposable Subscribe(IObserver<Sample<T>> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Change(all => [.. all, observer]);
        return new Subscription(this, observer);
    }

    /// <summary>Subscribes with a function. It runs in the lane and must not block.</summary>
    /// <param name="onNext">Gets every sample from now on.</param>
    /// <returns>Ends the subscription.</returns>
    public IDisposable Subscribe(Action<Sample<T>> onNext)
    {
        ArgumentNullException.ThrowIfNull(onNext);
        return Subscribe(new DelegateObserver<Sample<T>>(onNext));
    }

    /// <summary>A signal whose values are computed from this one's; times and quality stay.</summary>
    /// <remarks>Values are computed from usable samples only: one that is Bad or has no data passes with the default value and its quality. A throw makes that one sample Bad with reason ComputationError.</remarks>
    /// <typeparam name="TResult">Type of the new values.</typeparam>
    /// <param name="selector">A pure function.</param>
    public Signal<TResult> Select<TResult>(Func<T, TResult> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        var result = new Signal<TResult>(Name, Twins);
        Subscribe(sample => result.Publish(Map(sample, selector)));
        return result;
    }

    internal void Publish(in Sample<T> sample)
    {
        foreach (var observer in Volatile.Read(ref _observers))
        {
            try
            {
                observer.OnNext(sample);
            }
            catch (Exception e)
            {
                // A subscriber is user code: its failure costs this sample and is counted; the others still get it.
                Note("A subscriber of the signal", e);
            }
        }
    }

    internal void Complete()
    {
        foreach (var observer in Interlocked.Exchange(ref _observers, []))
        {
            try
            {
                observer.OnCompleted();
            }
            catch (Exception e)
            {
                Note("A subscriber of the signal, told of its end,", e);
            }
        }
    }

    private Sample<TResult> Map<TResult>(in Sample<T> sample, Func<T, TResult> selector)
    {
        if (!sample.Quality.IsUsable)
            return new Sample<TResult>(default!, sample.Ticks, sample.ArrivalTicks, sample.Quality);
        try
        {
            return sample.WithValue(selector(sample.Value));
        }
        catch (Exception e)
        {
            Note("A selector of the signal", e);
            return new Sample<TResult>(default!, sample.Ticks, sample.ArrivalTicks, sample.Quality.WorstWith(Quality.Bad | Quality.ComputationError));
        }
    }

    private void Note(string function, Exception exception)
    {
        Interlocked.Increment(ref _failures);
        _failureLog?.Note(function, Name, exception);
    }

    private void Change(Func<IObserver<Sample<T>>[], IObserver<Sample<T>>[]> change)
    {
        while (true)
        {
            var before = Volatile.Read(ref _observers);
            if (ReferenceEquals(Interlocked.CompareExchange(ref _observers, change(before), before), before))
                return;
        }
    }

    private sealed class Subscription(Signal<T> signal, IObserver<Sample<T>> observer) : IDisposable
    {
        public void Dispose() => signal.Change(all => Array.FindAll(all, o => !ReferenceEquals(o, observer)));
    }
}
