using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Analytics;

/// <summary>All that this package logs; event ids 4000 to 4099.</summary>
internal static partial class AnalyticsLog
{
    [LoggerMessage(4001, LogLevel.Warning, "Anomaly on {Signal} at {Time:O}: score {Score} above {Threshold}, {Direction}")]
    public static partial void Raised(
        ILogger logger, string signal, DateTimeOffset time, double? score, double threshold, ShiftDirection direction);

    [LoggerMessage(4002, LogLevel.Information, "Anomaly on {Signal} over at {Time:O}: score {Score}")]
    public static partial void Cleared(ILogger logger, string signal, DateTimeOffset time, double? score);

    [LoggerMessage(4003, LogLevel.Error, "The detector on {Signal}, or the report of its findings, has failed {Failures} times")]
    public static partial void Failed(ILogger logger, string signal, long failures, Exception? error);
}
