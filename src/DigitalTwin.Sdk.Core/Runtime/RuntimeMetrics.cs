using System.Diagnostics.Metrics;

namespace DigitalTwin.Sdk;

/// <summary>What a runtime tells OpenTelemetry. Everything is read when asked; nothing costs anything per sample. Names are public contract: docs/reference/metrics.md.</summary>
internal sealed class RuntimeMetrics : IDisposable
{
    internal const string MeterName = "DigitalTwin.Sdk";
    private readonly Meter _meter;

    internal RuntimeMetrics(TwinRuntime runtime, IMeterFactory? factory)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _meter.CreateObservableCounter("digitaltwin.samples.processed", () => runtime.ProcessedSamples, "{sample}", "Samples worked off.");
        _meter.CreateObservableCounter("digitaltwin.samples.late", () => runtime.Graph.LateSamples, "{sample}", "Samples that came late and went to history only.");
        _meter.CreateObservableCounter("digitaltwin.samples.rejected", () => runtime.Graph.RejectedSamples, "{sample}", "Late samples dropped because their property rejects them.");
        _meter.CreateObservableCounter("digitaltwin.samples.duplicate", () => runtime.Graph.DuplicateSamples, "{sample}", "Samples that repeated the current one.");
        _meter.CreateObservableCounter("digitaltwin.failures", () => runtime.Failures, "{failure}", "Failures of users' functions in lanes.");
        _meter.CreateObservableGauge("digitaltwin.queue.depth", () => runtime.QueuedSamples, "{sample}", "Samples that wait to be worked off.");
        _meter.CreateObservableGauge("digitaltwin.twins", () => runtime.Graph.Count, "{twin}", "Twins in the graph.");
        _meter.CreateObservableGauge(
            "digitaltwin.entanglement",
            () => runtime.Healths().Select(h => new Measurement<double>(h.Health.Entanglement, new KeyValuePair<string, object?>("twin", h.Twin.Id))),
            "1",
            "Overall digital twin entanglement, 0 to 1.");
    }

    public void Dispose() => _meter.Dispose();
}
