using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DigitalTwin.Sdk.Connectors.Tests.Journaling;

/// <summary>Plays the runtime: takes samples, and applies them, keeps them waiting, or gives them up.</summary>
internal sealed class TwinSide : IConnectorHost
{
    private readonly ConcurrentQueue<ISampleReceipt> _waiting = new();

    public TimeProvider TimeProvider => TimeProvider.System;

    public ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public bool IsApplying { get; set; } = true;

    public bool IsSilent { get; set; }

    public ConcurrentQueue<(string Path, object? Value, long Ticks, Quality Quality)> Samples { get; } = new();

    public ConcurrentQueue<(ConnectorState State, string Reason)> States { get; } = new();

    public ValueTask PostAsync<T>(Property<T> property, Sample<T> sample, ISampleReceipt? receipt, CancellationToken cancellationToken)
    {
        if (!IsSilent)
            Samples.Enqueue((property.ToString()!, sample.Value, sample.Ticks, sample.Quality));
        if (IsApplying)
            receipt?.Applied();
        else if (receipt is not null)
            _waiting.Enqueue(receipt);
        return ValueTask.CompletedTask;
    }

    public void ApplyOne()
    {
        Assert.True(_waiting.TryDequeue(out var receipt));
        receipt.Applied();
    }

    public void ReportState(ConnectorState state, string reason) => States.Enqueue((state, reason));

    public void ReportCounters(Func<ConnectorCounters> read)
    {
    }

    public void ReportPresence(Twin twin, bool isPresent, string reason)
    {
    }
}
