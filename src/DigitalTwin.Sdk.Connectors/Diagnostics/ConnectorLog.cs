using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>Every log message of this package, with its event id.</summary>
internal static partial class ConnectorLog
{
    [LoggerMessage(3001, LogLevel.Warning, "Connector {Connector}: a message on {Address} for {Property} could not be read: {Failure}. {Bytes} bytes, payload {Payload}; {Suppressed} more since the last such line")]
    internal static partial void MappingFailed(ILogger logger, string connector, string address, string property, string failure, int bytes, string payload, long suppressed);

    [LoggerMessage(3003, LogLevel.Warning, "Connector {Connector}: {File}, line {Line}: {Problem}; {Suppressed} more since the last such line")]
    internal static partial void RowFailed(ILogger logger, string connector, string file, long line, string problem, long suppressed);

    [LoggerMessage(3004, LogLevel.Error, "Connector {Connector}: its journal could not be written: {Problem}; samples go on to their twins and are not acknowledged as persisted; {Suppressed} more since the last such line")]
    internal static partial void JournalFailed(ILogger logger, string connector, string problem, long suppressed);

    [LoggerMessage(3005, LogLevel.Warning, "Outbox {Folder}: {Reason}; it is tried again after a pause; {Suppressed} more since the last such line")]
    internal static partial void NotForwarded(ILogger logger, string folder, string reason, long suppressed);

    [LoggerMessage(3002, LogLevel.Error, "Connector {Connector}: its function failed; it is started again after a pause")]
    internal static partial void DelegateFailed(ILogger logger, Exception exception, string connector);
}
