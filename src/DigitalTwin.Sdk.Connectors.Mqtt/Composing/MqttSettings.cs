using System.Security.Cryptography;
using System.Text;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>What the user said about the connection, checked and worked out. Not changed after the connector is made.</summary>
internal sealed class MqttSettings
{
    private const int PlainPort = 1883;
    private const int TlsPort = 8883;

    /// <summary>The largest packet that MQTT knows (MQTT 5, clause 2.1.4).</summary>
    private const int LargestPacket = 268_435_455;

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestSession = TimeSpan.FromDays(366);
    private static readonly TimeSpan ShortestKeepAlive = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestKeepAlive = TimeSpan.FromSeconds(ushort.MaxValue);

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

    internal StoreOptions? Journal { get; set; }

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

    /// <summary>What may be wrong if the broker does not answer, though it need not be; empty if nothing strikes.</summary>
    internal string PortHint => (UsesTls, Port) switch
    {
        (true, PlainPort) => $". Port {PlainPort} is by custom the unencrypted one: is it mqtts on port {TlsPort} that is meant?",
        (false, TlsPort) => $". Port {TlsPort} is by custom the encrypted one: is it mqtts:// that is meant?",
        _ => "",
    };

    /// <summary>Reads the broker's address, and notes what is wrong with it. Never repeats more of it than host and port: the rest may hold a password.</summary>
    internal void SetBroker(string broker, ICollection<string> problems)
    {
        if (!Uri.TryCreate(broker, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Scheme is not ("mqtt" or "mqtts"))
        {
            problems.Add("An MQTT broker is named as mqtt://host[:port] or, encrypted, mqtts://host[:port]; what was given is neither.");
            return;
        }

        UsesTls = uri.Scheme == "mqtts";
        Host = uri.IdnHost.Trim('[', ']');
        Port = uri.Port >= 0 ? uri.Port : UsesTls ? TlsPort : PlainPort;
        if (uri.UserInfo.Length > 0)
            problems.Add($"MQTT broker {uri.Host}: an address must not hold credentials, as addresses are logged; use .Credentials(user, password).");
        if (Port == 0)
            problems.Add($"MQTT broker {uri.Host}: the port must be 1 to 65535, not 0; leave it out for {(UsesTls ? TlsPort : PlainPort)}.");
        if (uri.PathAndQuery.Trim('/').Length > 0 || uri.Fragment.Length > 0)
            problems.Add($"MQTT broker {uri.Host}: an address ends with the port; a path, a query or a fragment means nothing to a broker. Topics are named in .Read and .Write.");
    }

    internal IEnumerable<string> Validate()
    {
        foreach (var problem in Reconnect.Validate())
            yield return $"{DisplayName}: Reconnect: {problem}";
        if (User is not null && !UsesTls && !AllowsPlainTextCredentials)
            yield return $"{DisplayName}: user and password would cross the network unencrypted; use mqtts://, or say .AllowPlainTextCredentials() if the network may be trusted.";
        if (TlsFiles is not null && !UsesTls)
            yield return $"{DisplayName}: certificates are given, but mqtt:// is not encrypted; use mqtts://.";
        if (!Enum.IsDefined(Protocol) || !Enum.IsDefined(QualityOfService) || !Enum.IsDefined(AckStage))
            yield return $"{DisplayName}: protocol, quality of service or acknowledgement stage is unknown.";
        if (AckStage == AckStage.Persisted && Journal is null)
            yield return $"{DisplayName}: to acknowledge what is persisted it needs a journal; say .JournalTo(folder).";
        if (AckStage == AckStage.Persisted && QualityOfService == MqttQualityOfService.AtMostOnce)
            yield return $"{DisplayName}: with QoS 0 nothing is acknowledged at all; use QoS 1 or 2.";
        foreach (var problem in Journal?.Validate() ?? [])
            yield return $"{DisplayName}: JournalTo: {problem}";
        if (ClientId is { Length: 0 })
            yield return $"{DisplayName}: the client id is empty.";
        if (KeepAlive < ShortestKeepAlive || KeepAlive > LongestKeepAlive)
            yield return $"{DisplayName}: KeepAlive must be 1 s to 65535 s, not {KeepAlive}.";
        if (Timeout < ShortestTimeout || Timeout > LongestTimeout)
            yield return $"{DisplayName}: Timeouts, connect, must be 0.1 s to 10 minutes, not {Timeout}.";
        if (WriteTimeout < ShortestTimeout || WriteTimeout > LongestTimeout)
            yield return $"{DisplayName}: Timeouts, write, must be 0.1 s to 10 minutes, not {WriteTimeout}.";
        if (SessionExpiry < TimeSpan.Zero || SessionExpiry > LongestSession)
            yield return $"{DisplayName}: SessionExpiry must be 0 to 366 days, not {SessionExpiry}.";
        if (MaxPayloadBytes is < 1 or > LargestPacket)
            yield return $"{DisplayName}: MaxPayload must be 1 to {LargestPacket} bytes, not {MaxPayloadBytes}.";
        if (SourceUserProperty is not null && Protocol == MqttProtocol.V311)
            yield return $"{DisplayName}: MQTT 3.1.1 has no user properties, so no message could name its source; use MQTT 5.";
    }

    /// <summary>Whether the broker would take both for one client.</summary>
    internal bool IsSameClientAs(MqttSettings other) =>
        ClientId is not null && ClientId == other.ClientId && Port == other.Port && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase);

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
