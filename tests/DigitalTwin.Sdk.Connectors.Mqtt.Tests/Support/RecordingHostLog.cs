using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>Keeps every log line, and lets a test await one.</summary>
internal sealed class RecordingHostLog : ILoggerFactory, ILogger
{
    private readonly Lock _lock = new();
    private readonly List<(Func<string, bool> Condition, TaskCompletionSource<string> Found)> _waiting = [];

    public ConcurrentQueue<(LogLevel Level, EventId Event, string Text)> Lines { get; } = new();

    /// <summary>Ends with the first line, past or future, that satisfies the condition.</summary>
    public Task<string> LineAsync(Func<string, bool> condition, int skip = 0)
    {
        var left = skip;
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            bool Counted(string line) => condition(line) && left-- == 0;
            foreach (var (_, _, text) in Lines)
            {
                if (Counted(text))
                    found.TrySetResult(text);
            }

            _waiting.Add((Counted, found));
        }

        return found.Task.WaitAsync(Wait.Limit);
    }

    /// <summary>Ends when the connector comes into a state, for the <paramref name="skip"/>+1st time.</summary>
    public async Task<ConnectorStatus> StateAsync(ConnectorState state, int skip = 0)
    {
        var line = await LineAsync(l => l.StartsWith("Connector ", StringComparison.Ordinal) && l.Contains($" is {state}:", StringComparison.Ordinal), skip);
        return new ConnectorStatus("", state, default, line[(line.IndexOf($" is {state}: ", StringComparison.Ordinal) + $" is {state}: ".Length)..]);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        lock (_lock)
        {
            Lines.Enqueue((logLevel, eventId, text));
            foreach (var (condition, found) in _waiting)
            {
                if (condition(text))
                    found.TrySetResult(text);
            }
        }
    }
}
