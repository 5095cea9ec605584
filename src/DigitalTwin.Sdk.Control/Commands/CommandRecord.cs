namespace DigitalTwin.Sdk.Control;

/// <summary>One line of the journal: one decision about one command, or several identical refusals in a row. Immutable.</summary>
/// <param name="Sequence">Counts the records of one write-back from 1.</param>
/// <param name="CommandId">The command; empty for records that concern none.</param>
/// <param name="Time">When, in lane time.</param>
/// <param name="Setpoint">Twin and property, for instance <c>pump-101/speed</c>.</param>
/// <param name="Event">What happened.</param>
/// <param name="Kind">Who asked for the command.</param>
/// <param name="Requested">What was asked for, in the set-point's unit; NaN if nothing was, and whatever came in if that was not finite.</param>
/// <param name="Value">What was accepted, sent, or reported, in the set-point's unit; NaN if nothing.</param>
/// <param name="Rule">The guard rule that decided; empty if none did.</param>
/// <param name="Reason">Why, in words for an operator.</param>
/// <param name="By">Who asked, approved or switched.</param>
/// <param name="Count">How many identical refusals in a row this record stands for; 1 for everything else.</param>
/// <param name="LastTime">When the last of them happened.</param>
/// <param name="TraceId">Trace id (W3C, 32 hex digits) of the command's activity <c>twin.command</c>, or of the activity it was asked in; empty if there is none.</param>
public sealed record CommandRecord(
    long Sequence,
    Guid CommandId,
    DateTimeOffset Time,
    string Setpoint,
    CommandEvent Event,
    CommandKind Kind,
    double Requested,
    double Value,
    string Rule,
    string Reason,
    string By,
    long Count,
    DateTimeOffset LastTime,
    string TraceId);
