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
        _meter.CreateObservableGauge("digitaltwin.clock.lead", () => runtime.Graph.ClockLead.TotalSeconds, "s", "How far the twins' time runs ahead of the machine's clock since that was set back.");
        _meter.CreateObservableGauge("digitaltwin.twins", () => runtime.Graph.Count, "{twin}", "Twins in the graph.");
        _meter.CreateObservableGauge(
            "digitaltwin.entanglement",
            () => runtime.Healths().Where(h => h.Health.Entanglement is not null).Select(h => new Measurement<double>(h.Health.Entanglement!.Value, Tag(h.Twin))),
            "1",
            "Overall digital twin entanglement, 0 to 1; no measurement where it is unknown.");
        _meter.CreateObservableCounter(
            "digitaltwin.updates.skewed",
            () => runtime.Healths().Select(h => new Measurement<long>(h.Health.SkewedUpdates, Tag(h.Twin))),
            "{update}",
            "Updates from a source whose clock is ahead of ours.");
        _meter.CreateObservableCounter("digitaltwin.presence.coalesced", () => runtime.CoalescedPresence, "{note}", "Notes of presence that came faster than they could be worked off, so that only the last of them counted.");
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(Twin twin) => new("twin", twin.Id);
}
