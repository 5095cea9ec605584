using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Keeps the runtime's warnings, to be shown if a trial fails.</summary>
internal sealed class WarningLog : ILoggerFactory, ILogger
{
    private const int MaxLines = 20;
    private readonly ConcurrentQueue<string> _lines = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && _lines.Count < MaxLines)
            _lines.Enqueue(formatter(state, exception));
    }

    public void Dispose()
    {
    }

    public override string ToString() => string.Join(Environment.NewLine, _lines);
}
