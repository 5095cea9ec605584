namespace DigitalTwin.Sdk.Control;

/// <summary>How often each kind of thing happened since the start; each counts the records of that kind, collapsed refusals one by one.</summary>
/// <param name="Accepted">Requests that the guard let pass.</param>
/// <param name="Refused">Requests and steps that a rule refused.</param>
/// <param name="Clamped">Requests whose value a rule changed.</param>
/// <param name="Sent">Values handed to the connector, every step and every retry.</param>
/// <param name="Acknowledged">Values whose receipt was confirmed.</param>
/// <param name="Verified">Commands whose value the plant reports.</param>
/// <param name="Failed">Attempts that failed.</param>
/// <param name="Diverged">Alarms.</param>
/// <param name="Expired">Commands that lapsed.</param>
/// <param name="Superseded">Commands replaced by newer ones or withdrawn.</param>
public readonly record struct CommandCounters(
    long Accepted,
    long Refused,
    long Clamped,
    long Sent,
    long Acknowledged,
    long Verified,
    long Failed,
    long Diverged,
    long Expired,
    long Superseded);
