namespace DigitalTwin.Sdk;

/// <summary>A connector's state, since when, and why.</summary>
/// <param name="Connector">Name of the connector.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Since">When it came there.</param>
/// <param name="Reason">Why, in words for an operator; empty when connected.</param>
public sealed record ConnectorStatus(string Connector, ConnectorState State, DateTimeOffset Since, string Reason)
{
    /// <summary>What it has received, refused and gone through so far; all zero if it does not count.</summary>
    public ConnectorCounters Counters { get; init; }
}
