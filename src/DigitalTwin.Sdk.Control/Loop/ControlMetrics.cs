using System.Diagnostics.Metrics;

namespace DigitalTwin.Sdk.Control;

/// <summary>What a write-back tells OpenTelemetry; read when asked. Names are public contract.</summary>
internal sealed class ControlMetrics : IDisposable
{
    internal const string MeterName = "DigitalTwin.Sdk.Control";
    private readonly Meter _meter;

    internal ControlMetrics(IMeterFactory? factory, Setpoint<double> setpoint, CommandJournal journal, RecordBroadcast records)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        var twin = setpoint.Twin.Id;
        var property = setpoint.Name;
        _meter.CreateObservableCounter("digitaltwin.commands", () => Measure(journal.Counters, twin, property), "{event}", "What happened to commands, by event.");
        _meter.CreateObservableCounter("digitaltwin.commands.journal.dropped", () => new Measurement<long>(journal.Dropped, Tag("twin", twin), Tag("property", property)), "{record}", "Journal records that made room for newer ones.");
        _meter.CreateObservableCounter("digitaltwin.commands.records.dropped", () => new Measurement<long>(records.Dropped, Tag("twin", twin), Tag("property", property)), "{record}", "Records that slow subscribers lost.");
        _meter.CreateObservableCounter("digitaltwin.commands.records.failed", () => new Measurement<long>(records.Failed, Tag("twin", twin), Tag("property", property)), "{call}", "Calls of subscribers that threw.");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long>[] Measure(CommandCounters c, string twin, string property)
    {
        return
        [
            Of(c.Accepted, "accepted"), Of(c.Refused, "refused"), Of(c.Clamped, "clamped"), Of(c.Sent, "sent"), Of(c.Acknowledged, "acknowledged"),
            Of(c.Verified, "verified"), Of(c.Failed, "failed"), Of(c.Diverged, "diverged"), Of(c.Expired, "expired"), Of(c.Superseded, "superseded"),
        ];

        Measurement<long> Of(long value, string name) => new(value, Tag("twin", twin), Tag("property", property), Tag("event", name));
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
