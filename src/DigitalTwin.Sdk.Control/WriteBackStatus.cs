namespace DigitalTwin.Sdk.Control;

/// <summary>Where a write-back stands at one moment. Immutable.</summary>
/// <param name="Mode">How far it may go.</param>
/// <param name="ActiveCommand">The command being worked on; empty if none.</param>
/// <param name="State">How far that command has come, or how the last one ended.</param>
/// <param name="Accepted">The last accepted value, in the set-point's unit; null if none.</param>
/// <param name="Sent">The last value handed to the connector; null if none.</param>
/// <param name="Verified">The value that the plant was last seen to hold by our doing; null if none, or if it has left it.</param>
/// <param name="IsOverridden">Whether automatic requests are refused until <see cref="WriteBack.AcknowledgeAlarm"/>, because the plant was changed from outside or did not follow.</param>
/// <param name="Reason">The latest reason, in words for an operator.</param>
public sealed record WriteBackStatus(
    WriteBackMode Mode,
    Guid ActiveCommand,
    CommandState State,
    double? Accepted,
    double? Sent,
    double? Verified,
    bool IsOverridden,
    string Reason);
