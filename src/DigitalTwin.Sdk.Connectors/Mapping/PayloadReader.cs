namespace DigitalTwin.Sdk.Connectors;

/// <summary>A read mapping worked out for speed: from the bytes of a message to a sample in the twin's lane.</summary>
internal abstract class PayloadReader(Property property, string address, TimeSpan? expectedPeriod)
{
    internal Property Property { get; } = property;

    internal string Address { get; } = address;

    internal MappingCounters Counters { get; } = new(property.ToString(), address, ConnectorAccess.Read);

    internal LogSampler Sampler { get; } = new();

    internal ConnectorBinding Binding => new(Property, ConnectorAccess.Read, Address, expectedPeriod);

    /// <summary>Reads the payload and hands the sample on, Bad if it could not be read. Waits while the lane's queue is full.</summary>
    internal abstract ValueTask DeliverAsync(ConnectorIntake intake, ReadOnlySpan<byte> payload, in Arrival arrival, ISampleReceipt? receipt, CancellationToken cancellationToken);

    /// <summary>Posts Bad with reason ConversionError: something came that must not even be looked at, such as an oversized payload.</summary>
    internal abstract ValueTask RefuseAsync(ConnectorIntake intake, string why, in Arrival arrival, ISampleReceipt? receipt, CancellationToken cancellationToken);

    /// <summary>Reads one payload for a report, without delivering it.</summary>
    internal abstract (string? Sample, string Problem) Preview(ReadOnlySpan<byte> payload, in Arrival arrival);
}
