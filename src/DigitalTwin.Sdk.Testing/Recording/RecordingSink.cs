using System.Globalization;
using System.Text;

namespace DigitalTwin.Sdk.Testing;

/// <summary>An observer that keeps what it receives and lets a test wait for what it expects.</summary>
/// <example>
/// <code>
/// var sink = new RecordingSink&lt;Sample&lt;double&gt;&gt;(clock);
/// using var subscription = runtime.Observe(flow).Subscribe(sink);
/// await sink.ShouldReach(s =&gt; s.Value &gt; 10, within: TimeSpan.FromSeconds(5));
/// </code>
/// </example>
/// <remarks>
/// Bounded: once full it forgets the oldest value and counts it in <see cref="Dropped"/>. Waiting is driven by the clock given, never by
/// polling. Thread-safe; conditions run on the thread that delivers the value, one at a time and under no lock, and a condition that
/// throws fails its own wait only.
/// </remarks>
/// <typeparam name="T">Type of the values.</typeparam>
public sealed class RecordingSink<T> : IObserver<T>
{
    private const int ShownInMessages = 8;
    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly Queue<T> _values;
    private readonly int _capacity;
    private readonly List<Wait> _waits = [];
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _received;
    private bool _ended;
    private Exception? _error;

    /// <summary>Makes an empty sink.</summary>
    /// <param name="clock">Decides how long "within" is.</param>
    /// <param name="capacity">Most values kept; above zero. Default: 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not above zero.</exception>
    public RecordingSink(TimeProvider clock, int capacity = 10_000)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _clock = clock;
        _capacity = capacity;
        _values = new Queue<T>(Math.Min(capacity, 256));
    }

    /// <summary>The values kept, oldest first: a copy.</summary>
    public IReadOnlyList<T> Values
    {
        get
        {
            lock (_lock)
                return _values.ToArray();
        }
    }

    /// <summary>How many values came, kept or not.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>How many values were forgotten because the sink was full.</summary>
    public long Dropped => Math.Max(0, Received - _capacity);

    /// <summary>Whether the source has ended, well or not.</summary>
    public bool HasEnded => Volatile.Read(ref _ended);

    /// <summary>The error the source ended with; null if it has not, or ended well.</summary>
    public Exception? Error => Volatile.Read(ref _error);

    /// <summary>Ends when the source ends: faulted with its error, if it ended with one.</summary>
    public Task Completion => _end.Task;

    /// <summary>Waits for a value that meets a condition; a value already recorded counts.</summary>
    /// <param name="condition">What is expected of one value.</param>
    /// <param name="within">How long to wait by the sink's clock; zero or more.</param>
    /// <param name="cancellationToken">Gives up early with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The first value that met the condition.</returns>
    /// <exception cref="ExpectationFailedException">No value met it in time, or the source ended first; the message shows the last values.</exception>
    public async Task<T> ShouldReach(Func<T, bool> condition, TimeSpan within, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentOutOfRangeException.ThrowIfLessThan(within, TimeSpan.Zero);
        var wait = new Wait(condition);
        lock (_lock)
        {
            // Before the old values are searched, so that none slips through between; a value may be asked about twice.
            _waits.Add(wait);
        }

        try
        {
            foreach (var value in Values)
                wait.Offer(value);
            if (HasEnded)
                wait.End();

            // A timer of the clock, not a CancellationTokenSource: that one ends at 49 days, which virtual time passes in a moment.
            using var timeout = _clock.CreateTimer(static w => ((Wait)w!).TimeOut(), wait, within, Timeout.InfiniteTimeSpan);
            using var onCancel = cancellationToken.Register(() => wait.Cancel(cancellationToken));
            return await wait.Task.ConfigureAwait(false);
        }
        catch (WaitFailedException failure)
        {
            throw new ExpectationFailedException(Describe(failure.Message, within), Error);
        }
        finally
        {
            lock (_lock)
                _waits.Remove(wait);
        }
    }

    /// <summary>Waits until so many values have come.</summary>
    /// <param name="count">How many in all, from the beginning; those forgotten count too.</param>
    /// <param name="within">How long to wait by the sink's clock.</param>
    /// <param name="cancellationToken">Gives up early with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ExpectationFailedException">Fewer came in time, or the source ended first; the message shows the last values.</exception>
    public async Task ShouldReceive(long count, TimeSpan within, CancellationToken cancellationToken = default)
    {
        if (Received < count)
            await ShouldReach(_ => Received >= count, within, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void OnNext(T value)
    {
        Wait[] waits;
        lock (_lock)
        {
            if (_values.Count == _capacity)
                _values.Dequeue();
            _values.Enqueue(value);
            _received++;
            if (_waits.Count == 0)
                return;
            waits = [.. _waits];
        }

        foreach (var wait in waits)
            wait.Offer(value);
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        End(error);
        _end.TrySetException(error);
        _ = _end.Task.Exception; // Seen: a test that never awaits Completion must not fail in the finaliser.
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
        End(null);
        _end.TrySetResult();
    }

    private void End(Exception? error)
    {
        Wait[] waits;
        lock (_lock)
        {
            _error ??= error;
            _ended = true;
            waits = [.. _waits];
        }

        foreach (var wait in waits)
            wait.End();
    }

    private string Describe(string why, TimeSpan within)
    {
        var values = Values;
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"Expected a value to meet the condition within {within}, but {why}. "));
        if (values.Count == 0)
            return text.Append("Nothing was received.").ToString();
        var shown = Math.Min(ShownInMessages, values.Count);
        text.Append(CultureInfo.InvariantCulture, $"Received {Received}, the last {shown}:");
        for (var i = values.Count - shown; i < values.Count; i++)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {values[i]}");
        return text.ToString();
    }

    private sealed class Wait(Func<T, bool> condition)
    {
        private readonly TaskCompletionSource<T> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<T> Task => _found.Task;

        internal void Offer(T value)
        {
            if (_found.Task.IsCompleted)
                return;
            try
            {
                if (condition(value))
                    _found.TrySetResult(value);
            }
            catch (Exception error)
            {
                _found.TrySetException(error);
            }
        }

        internal void TimeOut() => _found.TrySetException(new WaitFailedException("none did in time"));

        internal void End() => _found.TrySetException(new WaitFailedException("the source ended first"));

        internal void Cancel(CancellationToken cancellationToken) => _found.TrySetCanceled(cancellationToken);
    }
}
