using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Testing;

/// <summary>Records what is logged during a test and fails the test, at its end, if an error was logged that the test did not expect.</summary>
/// <example>
/// <code>
/// using var logs = new StrictLoggerFactory();
/// logs.Expect(log =&gt; log.Message.Contains("broker is gone"));
/// </code>
/// </example>
/// <remarks>
/// Serves as logger factory and as provider for a factory of your own. Bounded: beyond the capacity the oldest message is forgotten and
/// counted, but never an unexpected error's being there. Thread-safe.
/// </remarks>
public sealed class StrictLoggerFactory : ILoggerFactory, ILoggerProvider
{
    private readonly Lock _lock = new();
    private readonly Queue<RecordedLog> _entries = new();
    private readonly List<RecordedLog> _errors = [];
    private readonly List<Func<RecordedLog, bool>> _expected = [];
    private readonly int _capacity;
    private readonly LogLevel _failFrom;
    private long _dropped;
    private long _forgottenErrors;

    /// <summary>Makes an empty recorder.</summary>
    /// <param name="failFrom">Least level that fails the test. Default: <see cref="LogLevel.Error"/>.</param>
    /// <param name="capacity">Most messages kept; above zero. Default: 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not above zero.</exception>
    public StrictLoggerFactory(LogLevel failFrom = LogLevel.Error, int capacity = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _failFrom = failFrom;
        _capacity = capacity;
    }

    /// <summary>The messages kept, oldest first: a copy.</summary>
    public IReadOnlyList<RecordedLog> Entries
    {
        get
        {
            lock (_lock)
                return _entries.ToArray();
        }
    }

    /// <summary>How many messages were forgotten because there were too many.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Declares errors that belong to the test; those logged before count as well.</summary>
    /// <param name="condition">Which messages are expected.</param>
    public void Expect(Func<RecordedLog, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        lock (_lock)
            _expected.Add(condition);
    }

    /// <summary>Fails if an error was logged that is not expected.</summary>
    /// <exception cref="ExpectationFailedException">There was one; the message lists them.</exception>
    public void ShouldHaveNoUnexpectedErrors()
    {
        RecordedLog[] errors;
        Func<RecordedLog, bool>[] expected;
        long forgotten;
        lock (_lock)
        {
            errors = [.. _errors];
            expected = [.. _expected];
            forgotten = _forgottenErrors;
        }

        var unexpected = errors.Where(log => !expected.Any(condition => condition(log))).ToArray();
        if (unexpected.Length == 0 && forgotten == 0)
            return;
        var more = forgotten == 0 ? "" : $"{Environment.NewLine}  and {forgotten} more than could be kept";
        throw new ExpectationFailedException(
            $"The test logged {unexpected.Length} unexpected error(s):{string.Concat(unexpected.Select(log => $"{Environment.NewLine}  {log}"))}{more}",
            unexpected.FirstOrDefault()?.Error);
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Does nothing: this factory has one provider, itself.</summary>
    /// <param name="provider">Ignored.</param>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <summary>
    /// The same as <see cref="ShouldHaveNoUnexpectedErrors"/>. That a disposal throws is deliberate, so that <c>using</c> is all a test has
    /// to write.
    /// </summary>
    /// <exception cref="ExpectationFailedException">An unexpected error was logged.</exception>
    public void Dispose() => ShouldHaveNoUnexpectedErrors();

    private void Record(RecordedLog log)
    {
        lock (_lock)
        {
            if (_entries.Count == _capacity)
            {
                _entries.Dequeue();
                _dropped++;
            }

            _entries.Enqueue(log);
            if (log.Level < _failFrom || log.Level == LogLevel.None)
                return;
            if (_errors.Count < _capacity)
                _errors.Add(log);
            else
                _forgottenErrors++;
        }
    }

    private sealed class Logger(StrictLoggerFactory owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Record(new RecordedLog(category, logLevel, eventId, formatter(state, exception), exception));
    }
}
