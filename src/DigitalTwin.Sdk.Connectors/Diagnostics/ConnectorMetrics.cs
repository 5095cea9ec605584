using System.Diagnostics.Metrics;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>What connectors tell OpenTelemetry. Everything is read when asked; nothing costs anything per message beyond the counters. Names are public contract.</summary>
internal sealed class ConnectorMetrics : IDisposable
{
    internal const string MeterName = "DigitalTwin.Sdk.Connectors";
    private readonly Meter _meter;
    private readonly string _connector;
    private readonly Func<IEnumerable<MappingCounters>> _mappings;

    internal ConnectorMetrics(IMeterFactory? factory, string connector, Func<IEnumerable<MappingCounters>> mappings)
    {
        _connector = connector;
        _mappings = mappings;
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _meter.CreateObservableCounter("digitaltwin.connector.consumed", () => Measure(c => c.Consumed), "{message}", "Messages that came for a mapping.");
        _meter.CreateObservableCounter("digitaltwin.connector.filtered", () => Measure(c => c.Filtered), "{message}", "Messages left out on purpose.");
        _meter.CreateObservableCounter("digitaltwin.connector.mapped", () => Measure(c => c.Mapped), "{message}", "Messages that gave a value.");
        _meter.CreateObservableCounter("digitaltwin.connector.failed", () => Measure(c => c.Failed), "{message}", "Messages that could not be read.");
        _meter.CreateObservableCounter("digitaltwin.connector.posted", () => Measure(c => c.Posted), "{message}", "Samples handed to a twin's lane.");
        _meter.CreateObservableCounter("digitaltwin.connector.duplicate", () => Measure(c => c.Duplicate), "{message}", "Messages delivered again.");
        _meter.CreateObservableCounter("digitaltwin.connector.acknowledged", () => Measure(c => c.Acknowledged), "{message}", "Messages acknowledged at the chosen stage.");
        _meter.CreateObservableCounter("digitaltwin.connector.published", () => Measure(c => c.Published), "{message}", "Writes confirmed by the other side.");
        _meter.CreateObservableCounter("digitaltwin.connector.publish_failures", () => Measure(c => c.PublishFailures), "{message}", "Writes that failed, were refused or expired.");
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Measure(Func<MappingCounters, long> value) => _mappings().Select(c => Measure(c, value(c)));

    private Measurement<long> Measure(MappingCounters counters, long value) => new(
        value,
        new KeyValuePair<string, object?>("connector", _connector),
        new KeyValuePair<string, object?>("property", counters.Property),
        new KeyValuePair<string, object?>("address", counters.Address));
}
