using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests;

/// <summary>Keeps what a connector hands in, and lets a test await it.</summary>
internal sealed class TestHost(TimeProvider? time = null) : IConnectorHost
{
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Lock _lock = new();
    private readonly List<(Func<bool> Condition, TaskCompletionSource Found)> _waiting = [];

    public TimeProvider TimeProvider { get; } = time ?? TimeProvider.System;

    public ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public ConcurrentQueue<(string Property, object? Value, Quality Quality, DateTimeOffset Time)> Samples { get; } = new();

    public ConcurrentQueue<(ConnectorState State, string Reason)> States { get; } = new();

    public Func<ConnectorCounters> Counters { get; private set; } = () => default;

    public async Task Until(Func<bool> condition)
    {
        var found = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (condition())
                return;
            _waiting.Add((condition, found));
        }

        await found.Task.WaitAsync(Limit);
    }

    /// <summary>The last sample of a property; waits for the first that satisfies the condition.</summary>
    public async Task<(object? Value, Quality Quality)> For(Property property, Func<object?, Quality, bool>? condition = null)
    {
        bool Fits((string Property, object? Value, Quality Quality, DateTimeOffset Time) s) => s.Property == property.ToString() && (condition?.Invoke(s.Value, s.Quality) ?? true);
        await Until(() => Samples.Any(Fits));
        var sample = Samples.Last(Fits);
        return (sample.Value, sample.Quality);
    }

    public Task State(ConnectorState state, int times = 1) => Until(() => States.Count(s => s.State == state) >= times);

    public ValueTask PostAsync<T>(Property<T> property, Sample<T> sample, ISampleReceipt? receipt, CancellationToken cancellationToken)
    {
        Samples.Enqueue((property.ToString()!, sample.Value, sample.Quality, sample.Time));
        Look();
        return ValueTask.CompletedTask;
    }

    public ValueTask PostFailureAsync<T>(Property<T> property, DateTimeOffset time, Quality reasons, ISampleReceipt? receipt, CancellationToken cancellationToken)
    {
        Samples.Enqueue((property.ToString()!, null, Quality.Bad | reasons, time));
        Look();
        return ValueTask.CompletedTask;
    }

    public void ReportState(ConnectorState state, string reason)
    {
        States.Enqueue((state, reason));
        Look();
    }

    public void ReportCounters(Func<ConnectorCounters> read) => Counters = read;

    public void ReportPresence(Twin twin, bool isPresent, string reason)
    {
    }

    private void Look()
    {
        lock (_lock)
        {
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (!_waiting[i].Condition())
                    continue;
                _waiting[i].Found.TrySetResult();
                _waiting.RemoveAt(i);
            }
        }
    }
}
