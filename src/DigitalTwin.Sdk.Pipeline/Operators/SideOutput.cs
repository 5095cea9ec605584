using System.Collections.Immutable;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// What an operator tells besides its samples: hand one to the operator and subscribe to it.
/// <code>
/// var gaps = new SideOutput&lt;GapEvent&gt;();
/// using var log = gaps.Subscribe(g => Console.WriteLine($"{g.From:O} to {g.To:O}: {g.Cause}"));
/// raw.ReportGaps(longerThan: TimeSpan.FromSeconds(10), gaps);
/// </code>
/// </summary>
/// <remarks>
/// Delivers on the thread that delivers the samples, just after the sample that made the news known, and never completes. What a
/// subscriber throws is counted in <see cref="Errors"/> and costs nothing else: the signal is worth more than the news of it. Every subscription, processor and fork of the same operator tells here.
/// Keeps no news: who subscribes late has missed what was. Subscribing is thread-safe.
/// </remarks>
/// <typeparam name="T">The kind of news.</typeparam>
public sealed class SideOutput<T> : IObservable<T>
{
    private ImmutableArray<IObserver<T>> _observers = [];
    private long _errors;
    private Exception? _lastError;

    /// <summary>How often a subscriber threw.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>The newest of these exceptions; null if there was none.</summary>
    public Exception? LastError => Volatile.Read(ref _lastError);

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ImmutableInterlocked.Update(ref _observers, (all, one) => all.Add(one), observer);
        return new Subscription(this, observer);
    }

    internal void Tell(in T news)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.OnNext(news);
            }
            catch (Exception error)
            {
                Interlocked.Increment(ref _errors);
                Volatile.Write(ref _lastError, error);
            }
        }
    }

    private sealed class Subscription(SideOutput<T> output, IObserver<T> observer) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref output._observers, (all, one) => all.Remove(one), observer);
    }
}
