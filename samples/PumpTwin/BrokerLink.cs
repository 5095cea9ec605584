namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>Where the broker is, how it is reached, and under which topics we meet there.</summary>
/// <param name="Address"><c>mqtt://</c> or <c>mqtts://</c>.</param>
/// <param name="Root">What all topics begin with.</param>
/// <param name="Ca">Authority to trust; null for the machine's.</param>
/// <param name="Certificate">Our certificate; null for none.</param>
/// <param name="Key">Its private key; null for none.</param>
internal sealed record BrokerLink(string Address, string Root, string? Ca = null, string? Certificate = null, string? Key = null)
{
    internal bool IsEncrypted => Address.StartsWith("mqtts:", StringComparison.Ordinal);

    internal string Telemetry => Root + "/pump-101/telemetry";

    internal string SpeedSetpoint => Root + "/pump-101/speed/set";

    internal string Status => Root + "/pump-101/status";
}
