namespace DigitalTwin.Sdk.Control;

/// <content>The way to the plant: the next step of the ramp, the last check, the outcome, the retries.</content>
internal sealed partial class WriteLoop
{
    private static readonly long LongestBackOff = TimeSpan.FromMinutes(1).Ticks;
    private WriteInFlight? _inFlight;
    private PlantPoint? _origin;
    private PlantPoint? _lastSent;
    private bool _isOriginReported;

    /// <summary>Does the next thing that is due for the present command, if anything is.</summary>
    private void Advance()
    {
        if (_current is { IsProposed: false, IsDelivered: false } command && _inFlight is null)
            Step(command);
        ArmNext();
    }

    private void Step(Command command)
    {
        var now = Now;
        if (now >= command.ExpiresTicks)
        {
            Expire(command);
            return;
        }

        if (now < command.NotBeforeTicks)
            return;
        var verdict = Judge(command.Target, command.Kind, out var rule);
        if (verdict.IsDenied)
        {
            Stop(command, rule, verdict.Denial!);
            return;
        }

        if (!TryFindOrigin(now))
        {
            Stop(command, "feedback", $"where '{_name}' stands is unknown");
            return;
        }

        if (NextValue(command, now) is { } value)
            Send(command, value, now);
    }

    /// <summary>Where the plant stands: the last value sent while nothing speaks against it, else what it reports.</summary>
    private bool TryFindOrigin(long now)
    {
        if (_origin is not null && !_isOriginReported)
            return true;
        var reported = _guard.Feedback.Read();
        if (!reported.Quality.IsGood || !double.IsFinite(reported.Value))
            return false;

        // The time begins when we first rely on the report, and anew if it moves before the first step.
        var hasMoved = _origin is not { } origin || Math.Abs(origin.Value - reported.Value) > _guard.VerifyTolerance;
        _origin = new PlantPoint(reported.Value, hasMoved ? now : _origin!.Value.Ticks);
        _isOriginReported = true;
        return true;
    }

    /// <summary>The next value of the ramp; null if it has to wait.</summary>
    private double? NextValue(Command command, long now)
    {
        if (command.Again is { } again)
            return again;
        if (_trail.IsFull)
            return null;
        var origin = _origin!.Value;
        if (double.IsPositiveInfinity(_guard.SlewPerTick))
            return command.Target;

        var (low, high) = Reach(origin, Math.Min(now - origin.Ticks, _guard.StepTicks));
        var next = Math.Clamp(command.Target, low, high);
        if (_isOriginReported && _lastSent is { } last)
        {
            // The plant was changed from outside: keep to both rates until they meet.
            var (lowest, highest) = Reach(last, now - last.Ticks);
            next = Math.Clamp(next, lowest, highest);
            if (next < low || next > high || (next - origin.Value) * (command.Target - origin.Value) < 0)
                return Wait(command, now + _guard.StepTicks);
        }

        if (next.Equals(command.Target))
            return next;
        if (now - origin.Ticks < _guard.StepTicks)
            return Wait(command, origin.Ticks + _guard.StepTicks);
        return next.Equals(origin.Value) ? Wait(command, now + _guard.StepTicks) : next;
    }

    private static double? Wait(Command command, long until)
    {
        command.NotBeforeTicks = until;
        return null;
    }

    private (double Low, double High) Reach(PlantPoint from, long ticks)
    {
        var change = _guard.SlewPerTick * Math.Max(0, ticks);
        return (from.Value - change, from.Value + change);
    }

    private void Send(Command command, double value, long now)
    {
        var write = FinalCheck.TryIssue(
            new WriteCandidate
            {
                Property = _property,
                Value = value,
                CommandId = command.Id,
                NowTicks = now,
                ExpiresTicks = command.ExpiresTicks,
                Mode = _mode,
                ApprovedUntilTicks = command.ApprovedUntilTicks,
                Limits = _guard.Limits,
                SlewPerTick = _guard.SlewPerTick,
                StepTicks = _guard.StepTicks,
                Origin = _origin,
                LastSent = _lastSent,
            },
            out var reason);
        if (write is null)
        {
            Stop(command, "final check", reason);
            return;
        }

        var point = new PlantPoint(value, now);
        var flight = new WriteInFlight(write, command.ApprovedUntilTicks, Later(now, _guard.AnswerWithin), _sender.NewCancellation())
        {
            Point = point,
            OriginBefore = _origin,
            LastSentBefore = _lastSent,
            WasOriginReported = _isOriginReported,
        };
        _trail.Add(point, _origin!.Value.Value);
        _settled = null;
        _origin = _lastSent = point;
        _isOriginReported = false;
        command.Again = null;
        command.State = CommandState.Sent;
        _inFlight = flight;
        Record(CommandEvent.Sent, command, value, "", command.FailedAttempts == 0 ? "" : $"retry {command.FailedAttempts}", command.By);
        _sender.Send(_writer!, flight, Veto, OnOutcome);
    }

    /// <summary>Asked off the lane, right before the connector is: the mode may have been taken back since the final check.</summary>
    private string? Veto(WriteInFlight flight)
    {
        var mode = _mode;
        var isApproved = mode == WriteBackMode.Advisory && Now < flight.ApprovedUntilTicks;
        if (mode != WriteBackMode.Closed && !isApproved)
            return "the mode does not allow it any more";
        return _lane.Now >= flight.Write.ExpiresAt ? "the command has lapsed" : null;
    }

    private void OnOutcome(WriteInFlight flight, WriteOutcome outcome)
    {
        flight.Cancellation.Dispose();
        _inFlight = null;
        if (flight.WasVetoed)
            TakeBack(flight);
        var command = _current?.Id == flight.Write.CommandId ? _current : null;
        var value = flight.Write.Value;
        if (outcome.Status == WriteStatus.Acknowledged)
        {
            RecordFor(flight, CommandEvent.Acknowledged, command, value, "");
            if (command is not null)
                OnAcknowledged(command, value);
        }
        else
        {
            RecordFor(flight, CommandEvent.Failed, command, value, outcome.Reason.Length > 0 ? outcome.Reason : outcome.Status.ToString());
            if (command is not null)
                OnFailed(command, value, outcome, flight.IsOverdue);
        }

        Supervise();
        Advance();
    }

    /// <summary>The connector was never called, so the plant stands where it stood before, unless something else has been learnt since.</summary>
    private void TakeBack(WriteInFlight flight)
    {
        _trail.TakeBack(flight.Point);
        if (_lastSent == flight.Point)
            _lastSent = flight.LastSentBefore;
        if (_origin == flight.Point)
            (_origin, _isOriginReported) = (flight.OriginBefore, flight.WasOriginReported);
    }

    private void OnAcknowledged(Command command, double value)
    {
        command.State = CommandState.Acknowledged;
        command.IsDelivered = value.Equals(command.Target);
        if (!command.IsDelivered)
            return;
        if (_trail.Count == 0)
            Verified(command, "");
        else
            Desire(d => d with { AckVersion = d.Version, AckCode = 202, AckText = "receipt confirmed" });
    }

    private void OnFailed(Command command, double value, WriteOutcome outcome, bool isOverdue)
    {
        var reason = outcome.Reason.Length > 0 ? outcome.Reason : outcome.Status.ToString();
        switch (outcome.Status)
        {
            case WriteStatus.Rejected:
                HoldOff(command.Target);
                Desire(d => d with { Status = DesiredStatus.Rejected, AckVersion = d.Version, AckCode = 400, AckText = reason });
                End(command, CommandState.Rejected, CommandEvent.None, reason);
                break;
            case WriteStatus.Expired:
                HoldOff(command.Target);
                Expire(command);
                break;
            default:
                Retry(command, value, reason, isOverdue ? CommandState.TimedOut : CommandState.Failed, isContradicted: false);
                break;
        }
    }

    private void Retry(Command command, double value, string reason, CommandState ending, bool isContradicted)
    {
        if (command.FailedAttempts >= _guard.Retries)
        {
            GiveUp(command, reason, ending, isContradicted);
            return;
        }

        var pause = Math.Min(_guard.BackOff.Ticks * Math.Pow(2, command.FailedAttempts), LongestBackOff);
        command.FailedAttempts++;
        command.NotBeforeTicks = Later(Now, new TimeSpan((long)pause));
        command.Again = value;
        command.IsDelivered = false;
        command.State = CommandState.Queued;
        Desire(d => d with { Status = DesiredStatus.Pending, AckCode = 503, AckText = reason });
    }

    private void GiveUp(Command command, string reason, CommandState ending, bool isContradicted)
    {
        HoldOff(command.Target);
        Alarm(command, $"given up after {command.FailedAttempts + 1} attempts: {reason}", isContradicted);
        End(command, ending, CommandEvent.None, reason);
    }

    /// <summary>Keeps automatic requests for a value that just failed from hammering the plant.</summary>
    private void HoldOff(double value)
    {
        _failedValue = value;
        _failedUntilTicks = Later(Now, _guard.HoldOff);
        _lastAutomatic = null;
    }
}
