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
        Counter("consumed", c => c.Consumed, "Messages that came for a mapping.");
        Counter("filtered", c => c.Filtered, "Messages left out on purpose.");
        Counter("mapped", c => c.Mapped, "Messages that gave a value.");
        Counter("failed", c => c.Failed, "Messages that could not be read.");
        Counter("posted", c => c.Posted, "Samples handed to a twin's lane.");
        Counter("duplicate", c => c.Duplicate, "Messages delivered again.");
        Counter("acknowledged", c => c.Acknowledged, "Messages acknowledged at the chosen stage.");
        Counter("published", c => c.Published, "Writes confirmed by the other side.");
        Counter("publish_failures", c => c.PublishFailures, "Writes that failed, were refused or expired.");
    }

    public void Dispose() => _meter.Dispose();

    private void Counter(string name, Func<MappingCounters, long> value, string description) =>
        _meter.CreateObservableCounter("digitaltwin.connector." + name, () => _mappings().Select(c => Measure(c, value(c))), "{message}", description);

    private Measurement<long> Measure(MappingCounters counters, long value) => new(
        value,
        new KeyValuePair<string, object?>("connector", _connector),
        new KeyValuePair<string, object?>("property", counters.Property),
        new KeyValuePair<string, object?>("address", counters.Address));
}
