using System.Diagnostics;

namespace DigitalTwin.Sdk.Control;

/// <content>What is asked for: requests by the signal and by people, approval, and what happens when the guard is not satisfied.</content>
internal sealed partial class WriteLoop
{
    private Command? _current;
    private Sample<double> _request;

    // Whether the signal has ever spoken, be it to say that it knows nothing.
    private bool _hasRequest;
    private double? _lastAutomatic;
    private double? _lastShadow;
    private double? _accepted;
    private double? _failedValue;
    private long _failedUntilTicks;
    private long _safetyHeldUntilTicks;
    private long _acceptedTicks = long.MinValue;
    private long _sequence;
    private bool _isEngaged;
    private bool _isOverridden;
    private bool _isSafetyAlarmed;

    // Whether the way to safety was refused for want of a report, so that the next one is reason enough to try again.
    private bool _isSafetyBlocked;

    internal void OnManual(double value, CommandOptions options, ActivityContext parent, TaskCompletionSource<CommandResult> promise)
    {
        var now = Now;
        var id = CommandIds.Of(_name, now, ++_sequence);
        var trace = CommandTrace.Start(_setpoint, id, CommandKind.Manual, parent, _lane.Now);
        Waiters.Bind(id, promise);
        var verdict = Judge(value, CommandKind.Manual, out var rule);
        if (verdict.IsDenied)
        {
            Reject(id, value, rule, verdict.Denial!, options.By, trace);
            return;
        }

        var expires = options.ExpiresAt?.UtcTicks ?? ExpiryOf(verdict.Value);
        var command = new Command
        {
            Id = id,
            Kind = CommandKind.Manual,
            Requested = value,
            Target = verdict.Value,
            By = options.By,
            Reason = options.Reason,
            ExpiresTicks = expires,
            IsExpiryFixed = options.ExpiresAt is not null,
            Trace = trace,
        };
        if (now >= expires)
        {
            Record(CommandEvent.Expired, command, value, "", "it had lapsed when it came", options.By);
            trace.End(CommandState.Expired, "it had lapsed when it came", _lane.Now);
            Waiters.Complete(new CommandResult(CommandState.Expired, id, "it had lapsed when it came", ""));
        }
        else if (IsTooSoon(verdict.Value))
        {
            Reject(id, value, "dwell", DwellReason, options.By, trace);
        }
        else
        {
            // What the signal wants now is not news: only when it wants something else may it take over again.
            if (Judge(_request.Value, CommandKind.Automatic, out _) is { IsDenied: false } automatic)
                _lastAutomatic = automatic.Value;
            Accept(command);
        }

        ArmNext();
    }

    internal void OnWithdrawn(TaskCompletionSource<CommandResult> promise)
    {
        if (_current is { } command && Waiters.IsWaiting(command.Id, promise))
            End(command, CommandState.Superseded, CommandEvent.Superseded, "its caller withdrew it");
        ArmNext();
    }

    internal void OnApproved(Guid id, DateTimeOffset until, string by, TaskCompletionSource<CommandResult> promise)
    {
        if (_current is not { IsProposed: true } command || command.Id != id || _mode != WriteBackMode.Advisory)
        {
            Waiters.Complete(promise, new CommandResult(CommandState.Rejected, id, "there is no such proposal any more", "mode"));
            return;
        }

        if (Waiters.IsBound(id))
            Waiters.Join(id, promise);
        else
            Waiters.Bind(id, promise);
        command.IsProposed = false;
        command.ApprovedUntilTicks = until.UtcTicks;
        command.IsExpiryFixed = true;

        // A person's own expiry stays; that of a signal's request was kept alive by the signal and is now the approval's.
        command.ExpiresTicks = command.Kind == CommandKind.Manual ? Math.Min(command.ExpiresTicks, until.UtcTicks) : until.UtcTicks;
        Record(CommandEvent.Approved, command, command.Target, "", FormattableString.Invariant($"approved until {until:O}"), by);
        Advance();
    }

    internal void OnAlarmAcknowledged(string by)
    {
        Record(CommandEvent.AlarmAcknowledged, null, double.NaN, "", "automatic requests are heard again", by);
        _isOverridden = false;
        _failedAttempts = 0;
        _lastAutomatic = null;
        _failedValue = null;
        _safetyHeldUntilTicks = 0;
        PublishStatus();
        Supervise();
        ArmNext();
    }

    private string DwellReason => $"the last change is less than {_guard.Dwell} ago";

    internal void OnRequest(Sample<double> sample)
    {
        (_request, _hasRequest) = (sample, true);
        var verdict = Judge(sample.Value, CommandKind.Automatic, out var rule);
        if (verdict.IsDenied)
        {
            _lastAutomatic = null;
            _lastShadow = null;
            Refuse(null, CommandKind.Automatic, sample.Value, rule, verdict.Denial!, _signalName!);
            if (rule is not ("mode" or "override"))
                FallBack(verdict.Denial!);
        }
        else if (_mode == WriteBackMode.Shadow)
        {
            Shadow(sample.Value, verdict.Value);
        }
        else
        {
            Want(sample.Value, verdict.Value);
        }

        ArmNext();
    }

    private void Want(double requested, double value)
    {
        if (_lastAutomatic is { } last && IsSame(last, value))
        {
            // The signal still wants it: a long ramp must not lapse under it.
            if (_current is { Kind: CommandKind.Automatic, ApprovedUntilTicks: 0 } running)
                running.ExpiresTicks = ExpiryOf(value);
            return;
        }

        if (_current is null && _settled is { } settled && IsSame(settled, value))
        {
            _lastAutomatic = value;
            return;
        }

        if (_failedValue is { } failed && IsSame(failed, value) && Now < _failedUntilTicks)
        {
            Refuse(null, CommandKind.Automatic, requested, "back-off", "it failed a short while ago", _signalName!);
            return;
        }

        if (IsTooSoon(value))
        {
            Refuse(null, CommandKind.Automatic, requested, "dwell", DwellReason, _signalName!);
            return;
        }

        _lastAutomatic = value;
        Accept(NewCommand(CommandKind.Automatic, requested, value, _signalName!, ""));
    }

    private void Shadow(double requested, double value)
    {
        if (_lastShadow is { } last && IsSame(last, value))
            return;
        _lastShadow = value;
        var command = NewCommand(CommandKind.Automatic, requested, value, _signalName!, "");
        RecordClamp(command);
        Record(CommandEvent.Shadowed, command, value, "mode", "would have been accepted", command.By);
    }

    private GuardVerdict Judge(double value, CommandKind kind, out string rule)
    {
        var mode = _mode;
        var isHeard = mode is WriteBackMode.Closed or WriteBackMode.Advisory || (mode == WriteBackMode.Shadow && kind == CommandKind.Automatic);
        if (!isHeard || _writer is null || _stopped)
        {
            rule = "mode";
            return GuardVerdict.Deny(mode == WriteBackMode.Shadow ? "the mode is Shadow" : "the mode is Off");
        }

        if (_isOverridden && kind != CommandKind.Manual)
        {
            rule = "override";
            return GuardVerdict.Deny("an alarm waits to be acknowledged");
        }

        return _guard.Check(new GuardContext(Now, value, kind, _request), out rule);
    }

    private void Accept(Command command)
    {
        if (_current is { } older)
            End(older, CommandState.Superseded, CommandEvent.Superseded, command.Kind == CommandKind.Fallback ? $"the way to safety took its place: {command.Reason}" : "a newer command took its place");
        if (command.Kind != CommandKind.Fallback)
            _isSafetyAlarmed = _isSafetyBlocked = false;
        if (command.Kind != CommandKind.Automatic)
            _failedAttempts = 0;
        else if (_failedAttempts > 0)
            command.NotBeforeTicks = _retryTicks;
        if (ReferenceEquals(command.Trace, CommandTrace.None))
            command.Trace = CommandTrace.Start(_setpoint, command.Id, command.Kind, default, _lane.Now);
        _isEngaged = true;
        _acceptedTicks = Now;
        _accepted = command.Target;
        _current = command;
        RecordClamp(command);
        Record(CommandEvent.Accepted, command, command.Target, "", command.Reason, command.By);
        var expires = new DateTimeOffset(command.ExpiresTicks, TimeSpan.Zero);
        var now = _lane.Now;
        Store(before => new DesiredValue(command.Target, (before?.Version ?? 0) + 1, command.By, now, expires, DesiredStatus.Pending, before?.AckVersion ?? 0, 202, ""));
        if (IsThere(command))
        {
            _settled = command.Target;
            Verified(command, "the plant already reports it");
        }
        else if (_mode == WriteBackMode.Advisory)
        {
            command.IsProposed = true;
            Record(CommandEvent.Proposed, command, command.Target, "mode", "waits for approval", command.By);
        }
        else
        {
            Advance();
        }
    }

    /// <summary>Whether nothing is to be written, because the plant holds the value: by our doing, or before we did anything.</summary>
    private bool IsThere(Command command)
    {
        if (_inFlight is not null || _trail.Count > 0)
            return false;
        if (_settled is { } settled)
            return IsSame(settled, command.Target);

        // A report from before the last write that may have arrived proves nothing.
        if (_doubt is not null || (_lastSent is { } last && _guard.FeedbackRule.Since(_guard.Feedback.ReadOrNone()) <= last.Ticks))
            return false;
        return _guard.IsReadBack && _guard.FeedbackRule.TryRead(Now, out var reported) && IsSame(reported, command.Target);
    }

    private bool IsTooSoon(double value) =>
        _guard.Dwell > TimeSpan.Zero && _accepted is { } accepted && !IsSame(accepted, value) && Now < Later(_acceptedTicks, _guard.Dwell);

    /// <summary>Something that a rule looks at has changed: what allowed the present value may do so no more.</summary>
    private void OnWatched()
    {
        if (_writer is null)
            return;
        Supervise();
        ArmNext();
    }

    /// <summary>Asks the whole guard again although nothing was requested; the dead man's switch (semantics F10).</summary>
    private void Supervise()
    {
        if (!_isEngaged || _mode != WriteBackMode.Closed || _isOverridden || _guard.Fallback.Kind == FallbackKind.Hold)
            return;
        var kind = _hasRequest ? CommandKind.Automatic : CommandKind.Manual;
        var verdict = Judge(_guard.Limits.Min, kind, out _);
        if (!verdict.IsDenied)
        {
            // Safety is not called for any more; the next time it fails is news.
            _isSafetyAlarmed = _isSafetyBlocked = false;
            return;
        }

        _lastAutomatic = null;
        FallBack(verdict.Denial!);
        ArmNext();
    }

    private void FallBack(string reason)
    {
        if (_mode != WriteBackMode.Closed || !_isEngaged || _isOverridden)
            return;
        if (_guard.Fallback.Kind == FallbackKind.Release)
            Release(reason);
        else if (_guard.Fallback.Kind == FallbackKind.GoTo)
            GoToSafety(reason);
    }

    private void Release(string reason)
    {
        if (_current is { } command)
            End(command, CommandState.Rejected, CommandEvent.Refused, reason);
        LetGo();
        Record(CommandEvent.Released, null, double.NaN, "fallback", reason, "fallback");
        Desire(_ => null);
    }

    private void GoToSafety(string reason)
    {
        var safe = _guard.Fallback.Value;
        var isOnItsWay = _current is { Kind: CommandKind.Fallback };
        var isThere = _current is null && _settled is { } settled && IsSame(settled, safe);
        if (isOnItsWay || isThere || Now < _safetyHeldUntilTicks)
            return;
        _isSafetyBlocked = false;
        Accept(NewCommand(CommandKind.Fallback, safe, safe, "fallback", reason));
    }

    /// <summary>The plant is not safe and we cannot make it so: somebody must know. Said once, until it works or is no longer needed.</summary>
    private void OnSafetyFailed(Command command, string reason)
    {
        _safetyHeldUntilTicks = Later(Now, _guard.HoldOff);
        _lastAutomatic = null;
        if (!_isSafetyAlarmed)
            ControlLog.SafetyFailed(_logger, _name, command.Target, reason);
        _isSafetyAlarmed = true;
    }

    private Command NewCommand(CommandKind kind, double requested, double target, string by, string reason) => new()
    {
        Id = CommandIds.Of(_name, Now, ++_sequence),
        Kind = kind,
        Requested = requested,
        Target = target,
        By = by,
        Reason = reason,
        ExpiresTicks = ExpiryOf(target),
    };

    private long ExpiryOf(double target)
    {
        var from = _lastSent?.Value ?? _guard.Feedback.ReadOrNone().Value;
        var distance = double.IsFinite(from) ? Math.Abs(target - from) : 0;
        return Later(Later(Now, _guard.RampTime(distance)), _guard.ExpireAfter);
    }

    private bool IsSame(double a, double b) => Math.Abs(a - b) <= _setpoint.Definition.Tolerance;
}
