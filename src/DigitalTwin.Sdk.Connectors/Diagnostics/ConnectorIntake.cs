using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>What the receive path of a connector needs at hand.</summary>
/// <param name="Host">Where samples go.</param>
/// <param name="Logger">Where failures are sampled to.</param>
/// <param name="Connector">Name of the connector.</param>
/// <param name="LogsPayloads">Whether payloads may be logged.</param>
internal sealed record ConnectorIntake(IConnectorHost Host, ILogger Logger, string Connector, bool LogsPayloads);
