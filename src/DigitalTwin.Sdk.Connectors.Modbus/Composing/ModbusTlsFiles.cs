namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>PEM files for an encrypted link.</summary>
/// <param name="Certificate">Our own certificate.</param>
/// <param name="Key">Its private key.</param>
/// <param name="Ca">Certificates of the authorities trusted; null for those the machine trusts.</param>
/// <param name="ServerName">The name in the device's certificate; null for the host.</param>
internal sealed record ModbusTlsFiles(string Certificate, string Key, string? Ca, string? ServerName);
