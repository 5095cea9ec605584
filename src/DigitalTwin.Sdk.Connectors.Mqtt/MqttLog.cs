using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Every log message of this package, with its event id. Never a payload, never credentials.</summary>
internal static partial class MqttLog
{
    [LoggerMessage(3101, LogLevel.Information, "Connector {Connector}: connected to {Host}:{Port} with MQTT {Version}, session {Session}, as client {ClientId}")]
    internal static partial void Connected(ILogger logger, string connector, string host, int port, string version, string session, string clientId);

    [LoggerMessage(3102, LogLevel.Warning, "Connector {Connector}: {Reason}; trying again in {Pause}")]
    internal static partial void Retrying(ILogger logger, string connector, string reason, TimeSpan pause);

    [LoggerMessage(3103, LogLevel.Error, "Connector {Connector}: {Reason}; not tried again until the runtime is restarted")]
    internal static partial void Faulted(ILogger logger, string connector, string reason);

    [LoggerMessage(3104, LogLevel.Warning, "Connector {Connector}: a message on '{Topic}' concerns no twin known at the start; {Suppressed} more since the last such line")]
    internal static partial void Unroutable(ILogger logger, string connector, string topic, long suppressed);

    [LoggerMessage(3105, LogLevel.Warning, "Connector {Connector}: a message on '{Topic}' was refused: its source may not speak for twin '{Twin}'; {Suppressed} more since the last such line")]
    internal static partial void WrongSource(ILogger logger, string connector, string topic, string twin, long suppressed);

    [LoggerMessage(3106, LogLevel.Warning, "Connector {Connector}: a presence message on '{Topic}' for twin '{Twin}' says neither present nor absent; {Suppressed} more since the last such line")]
    internal static partial void UnknownPresence(ILogger logger, string connector, string topic, string twin, long suppressed);

    [LoggerMessage(3107, LogLevel.Warning, "Connector {Connector}: write of {Property} to '{Topic}' ended {Status}: {Reason}")]
    internal static partial void WriteFailed(ILogger logger, string connector, string property, string topic, WriteStatus status, string reason);

    [LoggerMessage(3108, LogLevel.Error, "Connector {Connector}: an unexpected failure; the connection is opened anew")]
    internal static partial void Unexpected(ILogger logger, Exception exception, string connector);

    [LoggerMessage(3110, LogLevel.Warning, "Connector {Connector}: the broker has not kept the session of client {ClientId}, so what was sent while the connection was down is lost; keep sessions at the broker (persistence, a longer expiry) if that matters")]
    internal static partial void SessionLost(ILogger logger, string connector, string clientId);

    [LoggerMessage(3109, LogLevel.Error, "Connector {Connector}: an unexpected failure; not tried again until the runtime is restarted")]
    internal static partial void Stopped(ILogger logger, Exception exception, string connector);
}
