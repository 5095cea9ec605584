namespace DigitalTwin.Sdk.Testing;

/// <summary>Waits for what a stream of samples is expected to do.</summary>
public static class ObservableExpectations
{
    /// <summary>Waits until a signal comes close enough to a value, with a quality that lets it be used.</summary>
    /// <remarks>Subscribes until the wait ends. Only samples from then on count, and the current one if the stream repeats it to a new subscriber.</remarks>
    /// <param name="source">The signal, for instance <c>runtime.Observe(flow)</c>.</param>
    /// <param name="value">The value expected, in the unit of the signal; finite.</param>
    /// <param name="tolerance">How far off it may be, in the same unit; zero or more.</param>
    /// <param name="within">How long to wait by the clock.</param>
    /// <param name="timeProvider">The clock; in a test usually the one that drives the twin.</param>
    /// <param name="cancellationToken">Gives up early with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The sample that was close enough.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite, or the tolerance or the time is below zero.</exception>
    /// <exception cref="ExpectationFailedException">No sample was close enough in time, or the stream ended; the message shows the last ones.</exception>
    public static async Task<Sample<double>> ShouldReach(
        this IObservable<Sample<double>> source,
        double value,
        double tolerance,
        TimeSpan within,
        TimeProvider timeProvider,
        CancellationToken cancellationToken = default)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A value to reach must be finite.");
        if (!(tolerance >= 0))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "A tolerance must be zero or more.");
        try
        {
            return await source.ShouldReach(s => s.Quality.IsUsable && Math.Abs(s.Value - value) <= tolerance, within, timeProvider, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ExpectationFailedException failure)
        {
            throw new ExpectationFailedException(FormattableString.Invariant($"Expected {value} ± {tolerance}. {failure.Message}"), failure.InnerException);
        }
    }

    /// <summary>Waits until a stream delivers a value that meets a condition.</summary>
    /// <remarks>Subscribes until the wait ends.</remarks>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="source">The stream.</param>
    /// <param name="condition">What is expected of one value.</param>
    /// <param name="within">How long to wait by the clock; zero or more.</param>
    /// <param name="timeProvider">The clock; in a test usually the one that drives the twin.</param>
    /// <param name="cancellationToken">Gives up early with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The first value that met the condition.</returns>
    /// <exception cref="ExpectationFailedException">No value met it in time, or the stream ended; the message shows the last ones.</exception>
    public static async Task<T> ShouldReach<T>(
        this IObservable<T> source,
        Func<T, bool> condition,
        TimeSpan within,
        TimeProvider timeProvider,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var sink = new RecordingSink<T>(timeProvider, capacity: 1000);
        var reached = sink.ShouldReach(condition, within, cancellationToken);
        IDisposable? subscription = null;
        try
        {
            subscription = source.Subscribe(sink);
        }
        catch (Exception error)
        {
            sink.OnError(error); // Ends the wait below, which carries the error on.
        }

        using (subscription)
            return await reached.ConfigureAwait(false);
    }
}
