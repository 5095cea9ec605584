using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DigitalTwin.Sdk.Connectors.Tests;

/// <summary>A host that keeps the last sample and counts, without allocating.</summary>
internal sealed class RecordingHost(TimeProvider time) : IConnectorHost
{
    public TimeProvider TimeProvider { get; } = time;

    public ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public int Posted { get; private set; }

    public Sample<double> Last { get; private set; }

    public ValueTask PostAsync<T>(Property<T> property, Sample<T> sample, ISampleReceipt? receipt, CancellationToken cancellationToken)
    {
        Posted++;
        if (sample is Sample<double> number)
            Last = number;
        return ValueTask.CompletedTask;
    }

    public void ReportState(ConnectorState state, string reason)
    {
    }

    public void ReportCounters(Func<ConnectorCounters> read)
    {
    }

    public void ReportPresence(Twin twin, bool isPresent, string reason)
    {
    }
}
