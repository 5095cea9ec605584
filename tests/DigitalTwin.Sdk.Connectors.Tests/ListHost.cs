using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DigitalTwin.Sdk.Connectors.Tests;

/// <summary>A host that keeps what it is told.</summary>
internal sealed class ListHost(TimeProvider time) : IConnectorHost
{
    private readonly List<Sample<double>> _samples = [];

    public TimeProvider TimeProvider { get; } = time;

    public ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public List<ConnectorState> States { get; } = [];

    public List<(DateTimeOffset Time, Quality Reasons)> Failures { get; } = [];

    public Func<ConnectorCounters> Counters { get; private set; } = () => default;

    public IReadOnlyList<Sample<double>> Samples
    {
        get
        {
            lock (_samples)
                return [.. _samples];
        }
    }

    public ValueTask PostAsync<T>(Property<T> property, Sample<T> sample, ISampleReceipt? receipt, CancellationToken cancellationToken)
    {
        lock (_samples)
            _samples.Add((Sample<double>)(object)sample);
        return ValueTask.CompletedTask;
    }

    public ValueTask PostFailureAsync<T>(Property<T> property, DateTimeOffset time, Quality reasons, ISampleReceipt? receipt, CancellationToken cancellationToken)
    {
        Failures.Add((time, reasons));
        return ValueTask.CompletedTask;
    }

    public void ReportState(ConnectorState state, string reason) => States.Add(state);

    public void ReportCounters(Func<ConnectorCounters> read) => Counters = read;

    public void ReportPresence(Twin twin, bool isPresent, string reason)
    {
    }
}
