namespace DigitalTwin.Sdk.Control;

/// <content>What is told: journal, desired value, change feed, callers, status.</content>
internal sealed partial class WriteLoop
{
    private long _records;
    private CommandState _state;
    private string _reason = "";
    private WriteBackStatus _status = null!; // Set by the constructor through Status.

    /// <summary>Where the loop stands; replaced whole, so that it can be read from anywhere.</summary>
    internal WriteBackStatus Status
    {
        get => Volatile.Read(ref _status);
        private set => Volatile.Write(ref _status, value);
    }

    private void Expire(Command command)
    {
        _lastAutomatic = null;
        if (command.Kind == CommandKind.Fallback)
            OnSafetyFailed(command, "it lapsed before it was sent whole");
        Desire(d => d with { Status = DesiredStatus.Expired, AckText = "it lapsed before it was sent whole" });
        End(command, CommandState.Expired, CommandEvent.Expired, "it lapsed before it was sent whole");
    }

    /// <summary>The guard does not let an accepted command go on.</summary>
    private void Stop(Command command, string rule, string reason)
    {
        _lastAutomatic = null;
        if (command.Kind == CommandKind.Fallback && rule is not ("mode" or "override"))
        {
            OnSafetyFailed(command, reason);
            _isSafetyBlocked = true;
        }

        Desire(d => d with { Status = DesiredStatus.Suspended, AckText = reason });
        Refuse(command, command.Kind, command.Requested, rule, reason, command.By);
        Finish(command, new CommandResult(CommandState.Rejected, command.Id, reason, rule));
        if (command.Kind != CommandKind.Fallback && rule is not ("mode" or "override"))
            FallBack(reason);
    }

    private void End(Command command, CommandState state, CommandEvent happened, string reason)
    {
        if (happened != CommandEvent.None)
            Record(happened, command, command.Target, "", reason, command.By);
        Finish(command, new CommandResult(state, command.Id, reason, ""));
    }

    private void Finish(Command command, CommandResult result)
    {
        if (ReferenceEquals(_current, command))
            _current = null;
        _state = result.State;
        _reason = result.Reason;
        PublishStatus();
        command.Trace.End(result.State, result.Reason, _lane.Now);
        Waiters.Complete(result);
    }

    private void Reject(Guid id, double value, string rule, string reason, string by, CommandTrace trace)
    {
        Append(CommandEvent.Refused, id, CommandKind.Manual, value, double.NaN, rule, reason, by, trace);
        trace.End(CommandState.Rejected, reason, _lane.Now);
        Waiters.Complete(new CommandResult(CommandState.Rejected, id, reason, rule));
    }

    private void Refuse(Command? command, CommandKind kind, double requested, string rule, string reason, string by)
    {
        var now = Now;
        if (command is null && Journal.TryRepeat(kind, requested, rule, reason, now))
            return;
        var id = command?.Id ?? CommandIds.Of(_name, now, ++_sequence);
        Append(CommandEvent.Refused, id, kind, requested, double.NaN, rule, reason, by, command?.Trace ?? CommandTrace.None);
    }

    private void RecordClamp(Command command)
    {
        if (!command.Requested.Equals(command.Target))
            Record(CommandEvent.Clamped, command, command.Target, "clamp", "the requested value lies outside the limits", command.By);
    }

    private void RecordFor(WriteInFlight flight, CommandEvent happened, Command? command, double value, string reason)
    {
        if (command is not null)
            Record(happened, command, value, "", reason, command.By);
        else
            Append(happened, flight.Write.CommandId, CommandKind.Automatic, double.NaN, value, "", reason, "", flight.Trace);
    }

    private void Record(CommandEvent happened, Command? command, double value, string rule, string reason, string by) =>
        Append(happened, command?.Id ?? Guid.Empty, command?.Kind ?? CommandKind.Automatic, command?.Requested ?? double.NaN, value, rule, reason, by, command?.Trace ?? CommandTrace.None);

    private void Append(CommandEvent happened, Guid id, CommandKind kind, double requested, double value, string rule, string reason, string by, CommandTrace trace)
    {
        var now = _lane.Now;
        var record = new CommandRecord(++_records, id, now, _name, happened, kind, requested, value, rule, reason, by, 1, now, trace.TraceId);
        Append(record, trace);
    }

    private void Append(CommandRecord record, CommandTrace trace)
    {
        var reason = record.Reason;
        Journal.Append(record);
        Records.Publish(record);
        if (_current is { } current)
            _state = current.State;
        if (reason.Length > 0)
            _reason = reason;
        PublishStatus();
        Announce(record, trace.Origin);
    }

    /// <summary>Passes the record on through the change feed, where the twin's model does not forbid it.</summary>
    private void Announce(CommandRecord record, ChangeOrigin origin)
    {
        if (_property.Twin.Model is { Validation: not ValidationMode.Off })
            return;
        try
        {
            _property.Twin.Emit("command", new Sample<CommandRecord>(record, record.Time, record.Time, Quality.Good), origin);
        }
        catch (InvalidOperationException)
        {
            // The twin was removed while running; the journal has the record all the same.
        }
    }

    private void PublishStatus() =>
        Status = new WriteBackStatus(_mode, _current?.Id ?? Guid.Empty, _state, _accepted, _lastSent?.Value, _settled, _isOverridden, _reason);

    private void Desire(Func<DesiredValue, DesiredValue?> change) => Store(before => before is null ? null : change(before));

    private void Store(Func<DesiredValue?, DesiredValue?> change)
    {
        try
        {
            _property.Twin.Mutate(m => m.Desire(_setpoint, change), (_current?.Trace ?? CommandTrace.None).Origin);
        }
        catch (InvalidOperationException)
        {
            // The twin was removed while running: there is nothing left to keep a desired value in. The guard refuses from now on.
        }
    }
}
