using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Every log message of this package, with its event id.</summary>
internal static partial class ModbusLog
{
    [LoggerMessage(3201, LogLevel.Information, "Connector {Connector}: {Peer} answers; {Tags} tags are read by {Requests} requests")]
    internal static partial void Connected(ILogger logger, string connector, string peer, int tags, int requests);

    [LoggerMessage(3202, LogLevel.Warning, "Connector {Connector}: {Reason}; trying again in {Pause}")]
    internal static partial void Retrying(ILogger logger, string connector, string reason, TimeSpan pause);

    [LoggerMessage(3203, LogLevel.Error, "Connector {Connector}: {Property} ({Address}) is not read any more until the runtime is restarted: {Reason}")]
    internal static partial void TagStopped(ILogger logger, string connector, string property, string address, string reason);

    [LoggerMessage(3204, LogLevel.Warning, "Connector {Connector}: {Address} for {Property}, registers {Registers}: {Failure}; {Suppressed} more since the last such line")]
    internal static partial void Unreadable(ILogger logger, string connector, string address, string property, string registers, string failure, long suppressed);

    [LoggerMessage(3205, LogLevel.Warning, "Connector {Connector}: device {Device} answers {Code} to {Request}; trying again in {Pause}")]
    internal static partial void Busy(ILogger logger, string connector, byte device, string code, string request, TimeSpan pause);

    [LoggerMessage(3206, LogLevel.Information, "Connector {Connector}: device {Device} answers again")]
    internal static partial void DeviceBack(ILogger logger, string connector, byte device);

    [LoggerMessage(3207, LogLevel.Warning, "Connector {Connector}: write of {Property} to {Address} ended {Status}: {Reason}")]
    internal static partial void WriteFailed(ILogger logger, string connector, string property, string address, WriteStatus status, string reason);

    [LoggerMessage(3208, LogLevel.Warning, "Connector {Connector}: reading every {Period} takes longer than that; {Count} readings were left out, {Suppressed} such lines since the last one")]
    internal static partial void Overrun(ILogger logger, string connector, TimeSpan period, long count, long suppressed);

    [LoggerMessage(3209, LogLevel.Error, "Connector {Connector}: an unexpected failure; reading goes on after a pause")]
    internal static partial void Unexpected(ILogger logger, Exception exception, string connector);
}
