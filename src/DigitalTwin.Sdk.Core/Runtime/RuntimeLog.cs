using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk;

/// <summary>Every log message of this package, with its event id.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(1001, LogLevel.Information, "Twin runtime started: {Twins} twins, {Connectors} connectors, {Workers} lanes")]
    internal static partial void Started(ILogger logger, int twins, int connectors, int workers);

    [LoggerMessage(1002, LogLevel.Information, "Connector {Connector} is {State}: {Reason}")]
    internal static partial void ConnectorState(ILogger logger, string connector, ConnectorState state, string reason);

    [LoggerMessage(1012, LogLevel.Warning, "Connector {Connector}: its link was lost from {Last:O} to {Until:O}: {Reason}; what happened at the source meanwhile may be missing")]
    internal static partial void LinkGap(ILogger logger, string connector, DateTimeOffset last, DateTimeOffset until, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "The drain limit was reached on stopping; {Samples} samples were abandoned and not acknowledged, {Functions} posted functions are counted as failures and will not run, and {Busy} lanes are busy still")]
    internal static partial void Abandoned(ILogger logger, int samples, int functions, int busy);

    [LoggerMessage(1004, LogLevel.Warning, "Connector {Connector} delivers '{Property}' of twin '{Twin}', which has been removed; its samples are counted as failures and dropped")]
    internal static partial void Orphan(ILogger logger, string connector, string property, string twin);

    [LoggerMessage(1005, LogLevel.Warning, "{Function} of '{Place}' failed ({More} more since this was last said)")]
    internal static partial void UserFunctionFailed(ILogger logger, string function, string place, long more, Exception exception);

    [LoggerMessage(1006, LogLevel.Warning, "The machine's clock was set back by {Seconds:0.0} s; the twins' time runs on by the monotonic timer, a sixteenth slower, until the clock has caught up, for about {Remaining}. Until then new samples look that much older than they are, and time limits are a fifteenth longer. If the clock was wrong before and is right now, restarting the program ends this at once")]
    internal static partial void ClockSetBack(ILogger logger, double seconds, TimeSpan remaining);

    [LoggerMessage(1008, LogLevel.Error, "{Lane} of {Runtime} has ended although nobody asked it to; its twins are not worked on any more, and {Samples} samples and {Functions} posted functions were abandoned")]
    internal static partial void LaneBroken(ILogger logger, string lane, string runtime, int samples, int functions, Exception exception);

    [LoggerMessage(1009, LogLevel.Warning, "{Part} of {Runtime} could not be ended in order")]
    internal static partial void DisposalFailed(ILogger logger, string part, string runtime, Exception exception);

    [LoggerMessage(1007, LogLevel.Information, "The machine's clock has caught up with the twins' time")]
    internal static partial void ClockCaughtUp(ILogger logger);
}
