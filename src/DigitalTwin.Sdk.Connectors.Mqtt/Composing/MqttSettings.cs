using System.Security.Cryptography;
using System.Text;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>What the user said about the connection, checked and worked out. Not changed after the connector is made.</summary>
internal sealed class MqttSettings
{
    internal string? Name { get; set; }

    internal string Host { get; private set; } = "";

    internal int Port { get; private set; }

    internal bool UsesTls { get; private set; }

    internal string? ClientId { get; set; }

    internal string? User { get; set; }

    internal string? Password { get; set; }

    internal bool AllowsPlainTextCredentials { get; set; }

    internal MqttTlsFiles? TlsFiles { get; set; }

    internal MqttProtocol Protocol { get; set; }

    internal MqttQualityOfService QualityOfService { get; set; } = MqttQualityOfService.AtLeastOnce;

    internal AckStage AckStage { get; set; } = AckStage.Applied;

    internal TimeSpan SessionExpiry { get; set; } = TimeSpan.FromHours(1);

    internal TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(30);

    internal TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    internal TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(5);

    internal int MaxPayloadBytes { get; set; } = 1 << 20;

    internal bool LogsPayloads { get; set; }

    internal bool AllowsWritesWithoutExpiry { get; set; }

    internal string? ShareGroup { get; set; }

    internal string? SourceUserProperty { get; set; }

    internal TimeProvider? TransportClock { get; set; }

    internal ReconnectOptions Reconnect { get; } = new();

    internal string DisplayName => Name ?? $"mqtt {Host}:{Port}";

    internal bool KeepsSession => QualityOfService != MqttQualityOfService.AtMostOnce && SessionExpiry > TimeSpan.Zero;

    /// <summary>Reads the broker's address; false and a problem if it is none.</summary>
    internal void SetBroker(string broker, ICollection<string> problems)
    {
        if (!Uri.TryCreate(broker, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Scheme is not ("mqtt" or "mqtts"))
        {
            problems.Add("An MQTT broker is named as mqtt://host[:port] or, encrypted, mqtts://host[:port]; what was given is neither.");
            return;
        }

        if (uri.UserInfo.Length > 0)
            problems.Add($"MQTT broker {uri.Host}: an address must not hold credentials, as addresses are logged; use .Credentials(user, password).");
        UsesTls = uri.Scheme == "mqtts";
        Host = uri.IdnHost.Trim('[', ']');
        Port = uri.Port > 0 ? uri.Port : UsesTls ? 8883 : 1883;
    }

    internal IEnumerable<string> Validate()
    {
        foreach (var problem in Reconnect.Validate())
            yield return $"{DisplayName}: {problem}";
        if (User is not null && !UsesTls && !AllowsPlainTextCredentials)
            yield return $"{DisplayName}: user and password would cross the network unencrypted; use mqtts://, or say .AllowPlainTextCredentials() if the network may be trusted.";
        if (TlsFiles is not null && !UsesTls)
            yield return $"{DisplayName}: certificates are given, but mqtt:// is not encrypted; use mqtts://.";
        if (!Enum.IsDefined(Protocol) || !Enum.IsDefined(QualityOfService) || !Enum.IsDefined(AckStage))
            yield return $"{DisplayName}: protocol, quality of service or acknowledgement stage is unknown.";
        if (ClientId is { Length: 0 })
            yield return $"{DisplayName}: the client id is empty.";
        if (KeepAlive < TimeSpan.FromSeconds(1) || KeepAlive > TimeSpan.FromSeconds(65535))
            yield return $"{DisplayName}: keep-alive must be 1 s to 65535 s, not {KeepAlive}.";
        if (Timeout <= TimeSpan.Zero || WriteTimeout <= TimeSpan.Zero)
            yield return $"{DisplayName}: time-outs must be above zero.";
        if (SessionExpiry < TimeSpan.Zero)
            yield return $"{DisplayName}: session expiry must not be negative.";
        if (MaxPayloadBytes < 1)
            yield return $"{DisplayName}: the payload limit must be at least 1 byte.";
        if (SourceUserProperty is not null && Protocol == MqttProtocol.V311)
            yield return $"{DisplayName}: MQTT 3.1.1 has no user properties, so no message could name its source; use MQTT 5.";
    }

    /// <summary>The given client id, or one that no other process or connector has. The empty one is refused by some brokers under 3.1.1.</summary>
    internal string EffectiveClientId(TimeProvider time, string suffix)
    {
        if (ClientId is not null)
            return ClientId + suffix;
        var seed = $"{Environment.MachineName}|{Environment.ProcessId}|{DisplayName}|{time.GetTimestamp()}|{suffix}";
        return "dt" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)))[..20];
    }

    /// <summary>Pauses differ between machines and connectors, and repeat for the same ones.</summary>
    internal int BackoffSeed() => BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}|{DisplayName}")));
}
