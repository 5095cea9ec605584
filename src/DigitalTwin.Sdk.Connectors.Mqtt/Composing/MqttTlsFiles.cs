namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>PEM files for an encrypted link.</summary>
/// <param name="Ca">Certificates of the authorities trusted; null for those the machine trusts.</param>
/// <param name="Certificate">Our own certificate; null for none.</param>
/// <param name="Key">Its private key.</param>
internal sealed record MqttTlsFiles(string? Ca, string? Certificate, string? Key);
