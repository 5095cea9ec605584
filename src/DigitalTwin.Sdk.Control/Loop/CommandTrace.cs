using System.Diagnostics;

namespace DigitalTwin.Sdk.Control;

/// <summary>
/// One command as an activity, from its request to its end, if anybody listens. Names and tags are public contract: docs/reference/metrics.md.
/// Times are lane time. Never leaves itself behind as the current activity of the lane.
/// </summary>
internal sealed class CommandTrace
{
    internal const string ActivityName = "twin.command";
    internal const string AttemptName = "twin.command.attempt";
    internal const string AnswerName = "twin.command.answer";

    // An activity keeps its events in memory until it ends; so many at most, of the first attempts.
    private const int MostEvents = 256;
    private const string Listener = "A listener for traces";

    /// <summary>For what belongs to no command, and for commands that nobody traces.</summary>
    internal static readonly CommandTrace None = new(null, default, null);
    private readonly Activity? _activity;
    private readonly FailureLog? _failures;
    private int _attempts;
    private int _events;

    private CommandTrace(Activity? activity, ActivityTraceId trace, FailureLog? failures)
    {
        (_activity, _failures) = (activity, failures);
        TraceId = trace == default ? "" : trace.ToHexString();
        Origin = new ChangeOrigin(ChangeCause.Command, "write-back", TraceId);
    }

    /// <summary>W3C trace id, 32 hex digits; empty without one.</summary>
    internal string TraceId { get; }

    /// <summary>What the change feed names as the origin of what the command changes.</summary>
    internal ChangeOrigin Origin { get; }

    /// <summary>Starts the activity of a command.</summary>
    /// <param name="setpoint">The set-point.</param>
    /// <param name="command">The command's id.</param>
    /// <param name="kind">Who asked.</param>
    /// <param name="parent">The activity it was asked in; the default for none.</param>
    /// <param name="now">Lane time.</param>
    /// <remarks>A listener is the host's own code. One that fails is counted and logged; it must not keep a command, or the way to safety, from going on.</remarks>
    internal static CommandTrace Start(Setpoint<double> setpoint, Guid command, CommandKind kind, ActivityContext parent, DateTimeOffset now)
    {
        var failures = setpoint.Twin.Graph.UserFailures;
        var before = Activity.Current;
        try
        {
            return StartUnguarded(setpoint, command, kind, parent, now, failures);
        }
        catch (Exception e)
        {
            Activity.Current = before;
            failures.Note(Listener, setpoint.ToString(), e);
            return parent == default ? None : new CommandTrace(null, parent.TraceId, failures);
        }
    }

    private static CommandTrace StartUnguarded(Setpoint<double> setpoint, Guid command, CommandKind kind, ActivityContext parent, DateTimeOffset now, FailureLog failures)
    {
        if (!TwinActivity.Source.HasListeners())
            return parent == default ? None : new CommandTrace(null, parent.TraceId, failures);

        // Whatever was current when the runtime started flows into its lanes; it is no command's parent.
        var before = Activity.Current;
        Activity.Current = null;
        var activity = TwinActivity.Source.StartActivity(ActivityName, ActivityKind.Producer, parent, startTime: now);
        Activity.Current = before;
        activity?
            .SetTag("twin.id", setpoint.Twin.Id)
            .SetTag("twin.property", setpoint.Name)
            .SetTag("command.id", command.ToString())
            .SetTag("command.kind", kind.ToString());
        return new CommandTrace(activity, activity?.TraceId ?? parent.TraceId, failures);
    }

    /// <summary>One value goes to the connector.</summary>
    /// <param name="value">The value, in the set-point's unit.</param>
    /// <param name="retry">How many attempts in a row have failed before it.</param>
    /// <param name="now">Lane time.</param>
    internal void Attempt(double value, int retry, DateTimeOffset now)
    {
        if (_activity is null)
            return;
        _attempts++;
        if (_events++ < MostEvents)
            _activity.AddEvent(new ActivityEvent(AttemptName, now, new ActivityTagsCollection { { "value", value }, { "retry", retry } }));
    }

    /// <summary>The connector says what became of it.</summary>
    /// <param name="outcome">What became of it.</param>
    /// <param name="now">Lane time.</param>
    internal void Answer(in WriteOutcome outcome, DateTimeOffset now)
    {
        if (_activity is not null && _events++ < MostEvents)
            _activity.AddEvent(new ActivityEvent(AnswerName, now, new ActivityTagsCollection { { "status", outcome.Status.ToString() }, { "reason", outcome.Reason } }));
    }

    /// <summary>Ends the activity.</summary>
    /// <param name="state">How the command ended.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">Lane time.</param>
    internal void End(CommandState state, string reason, DateTimeOffset now)
    {
        if (_activity is null)
            return;
        _activity.SetTag("outcome", state.ToString()).SetTag("attempts", _attempts);
        if (state is CommandState.Failed or CommandState.TimedOut)
            _activity.SetStatus(ActivityStatusCode.Error, reason);
        _activity.SetEndTime(now.UtcDateTime);
        var before = Activity.Current;
        try
        {
            _activity.Stop();
        }
        catch (Exception e)
        {
            // The listener's own failure; the command has ended all the same.
            _failures?.Note(Listener, _activity.OperationName, e);
        }

        Activity.Current = before;
    }
}
