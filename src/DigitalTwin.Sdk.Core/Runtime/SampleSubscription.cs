namespace DigitalTwin.Sdk;

/// <summary>What subscribing to <see cref="TwinRuntime.ObserveRaw"/> returns: its counters, its end, and how to end it. Thread-safe.</summary>
public abstract class SampleSubscription : IDisposable
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _delivered;
    private long _dropped;
    private long _failures;

    private protected SampleSubscription()
    {
    }

    /// <summary>How many samples have been handed to the observer.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>How many samples were lost because the observer lagged so far behind that the queue was full; the oldest go first.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>How many times the observer threw; each cost that one call, the subscription lives.</summary>
    public long ObserverFailures => Volatile.Read(ref _failures);

    /// <summary>Ends when the observer is not called any more: after disposal or when the runtime has stopped.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Ends the subscription; what waits is not delivered any more, and the observer is not told of an end. Does not wait for an observer that is busy.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private protected abstract void Close();

    /// <summary>Says in the log what the observer has thrown.</summary>
    private protected abstract void Say(Exception exception);

    private protected void CountDropped() => Interlocked.Increment(ref _dropped);

    private protected void Hand<T>(IObserver<T> observer, in T sample)
    {
        try
        {
            _delivered++;
            observer.OnNext(sample);
        }
        catch (Exception e)
        {
            // A subscriber's failure costs this sample and concerns nobody else.
            _failures++;
            Say(e);
        }
    }

    private protected void Complete<T>(IObserver<T>? observer)
    {
        try
        {
            observer?.OnCompleted();
        }
        catch (Exception e)
        {
            _failures++;
            Say(e);
        }

        _completion.TrySetResult();
    }
}
