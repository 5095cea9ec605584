using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Control;

/// <summary>Every log message of this package, with its event id.</summary>
internal static class ControlLog
{
    private static readonly Action<ILogger, string, string, Exception?> AlarmMessage =
        LoggerMessage.Define<string, string>(LogLevel.Warning, new EventId(5001, "Alarm"), "Write-back of {Property}: {Reason}");

    private static readonly Action<ILogger, string, WriteBackMode, string, Exception?> ModeMessage =
        LoggerMessage.Define<string, WriteBackMode, string>(LogLevel.Information, new EventId(5002, "Mode"), "Write-back of {Property} is now {Mode}, by {By}");

    private static readonly Action<ILogger, string, string, Exception?> NoFeedbackMessage = LoggerMessage.Define<string, string>(
        LogLevel.Warning,
        new EventId(5003, "NoFeedback"),
        "Write-back of {Property}: no connector reads '{Feedback}', by which writes are verified; until the host reports it, every request is refused");

    private static readonly Action<ILogger, string, double, string, Exception?> SafetyFailedMessage = LoggerMessage.Define<string, double, string>(
        LogLevel.Error,
        new EventId(5004, "SafetyFailed"),
        "Write-back of {Property}: the plant is not safe, the way to the safe value {Safe} failed: {Reason}");

    internal static void SafetyFailed(ILogger logger, string property, double safe, string reason) => SafetyFailedMessage(logger, property, safe, reason, null);

    internal static void NoFeedback(ILogger logger, string property, string feedback) => NoFeedbackMessage(logger, property, feedback, null);

    internal static void Alarm(ILogger logger, string property, string reason) => AlarmMessage(logger, property, reason, null);

    internal static void Mode(ILogger logger, string property, WriteBackMode mode, string by) => ModeMessage(logger, property, mode, by, null);
}
