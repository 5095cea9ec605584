namespace DigitalTwin.Sdk;

/// <summary>One line of a connector's log.</summary>
/// <param name="Time">When, by the runtime's clock.</param>
/// <param name="State">Where the connector stood from then on.</param>
/// <param name="Reason">Why, in words for an operator; empty when all is well.</param>
public sealed record ConnectorEvent(DateTimeOffset Time, ConnectorState State, string Reason);
