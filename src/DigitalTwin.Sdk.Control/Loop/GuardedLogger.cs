using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Control;

/// <summary>A logger whose providers may fail: they are the host's code, and what the loop has to do is not theirs to prevent.</summary>
internal sealed class GuardedLogger(ILogger inner, FailureLog failures) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // Nobody is left to tell; it is counted.
            failures.CountOnly(1);
        }
    }
}
