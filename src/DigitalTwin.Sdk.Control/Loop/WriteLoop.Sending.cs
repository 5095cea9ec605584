namespace DigitalTwin.Sdk.Control;

/// <content>The way to the plant: the next step of the ramp, the last check, the outcome, the retries.</content>
internal sealed partial class WriteLoop
{
    private static readonly long LongestBackOff = TimeSpan.FromMinutes(1).Ticks;

    // A ramp runs so far ahead of the plant's reports at most.
    private static readonly long LongestLead = TimeSpan.FromSeconds(3).Ticks;

    // A single value is worth nothing once its answer is overdue, however long the ramp takes: it would reach the plant after an outage. Not less than
    // this, as some protocols tell expiry in whole seconds.
    private static readonly TimeSpan ShortestValidity = TimeSpan.FromSeconds(5);

    // A connector that was told to give up comes back within this time; one that does not may hang for ever.
    private static readonly TimeSpan ReturnWithin = TimeSpan.FromSeconds(5);
    private WriteInFlight? _inFlight;
    private PlantPoint? _origin;
    private PlantPoint? _lastSent;
    private bool _isOriginReported;

    // Of when our knowledge of the origin is: when the report speaks, or when our own value was sent.
    private long _originKnownTicks = long.MinValue;

    // Failed attempts in a row, of whatever command: a request that changes faster than attempts can fail must not hide a dead link.
    private int _failedAttempts;
    private Guid _lastSender;
    private long _retryTicks;

    // Until when an attempt of which nobody knows whether it arrived may still take effect: when it expires.
    private long _doubtUntilTicks = long.MinValue;

    // Between these values the plant stands if attempts failed in a way that leaves open whether they arrived; null if there are none.
    private ValueRange? _doubt;

    // Where it may have stood before the last of those attempts: a report that fits in there does not prove that the attempt arrived.
    private ValueRange _doubtBefore;

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
        var isWatched = _trail.Count > 0 || _settled is not null;
        if (_origin is not null && !_isOriginReported && isWatched)
            return true;
        if (!_guard.FeedbackRule.TryRead(now, out var reported))
            return _doubt is not null && _origin is not null && _isOriginReported;

        // A report that is no newer than what we know already, say from before the last value that arrived, does not say that the plant left.
        var since = _guard.FeedbackRule.Since(_guard.Feedback.ReadOrNone());
        if (_origin is not null && since <= _originKnownTicks)
            return true;

        // The time begins when we first rely on the report, and anew if it moves before the first step.
        var hasMoved = !_isOriginReported || _origin is not { } origin || Math.Abs(origin.Value - reported) > _guard.VerifyTolerance;
        _origin = new PlantPoint(reported, hasMoved ? now : _origin!.Value.Ticks);
        _isOriginReported = true;
        _originKnownTicks = since;
        return true;
    }

    /// <summary>Stops watching the plant: the next command begins at what it reports then.</summary>
    private void Unwatch()
    {
        _trail.Clear();
        _settled = null;
        if (_isOriginReported)
            _origin = null;
        if (_inFlight is { } flight)
            flight.SettledBefore = null;
    }

    /// <summary>The next value of the ramp; null if it has to wait.</summary>
    private double? NextValue(Command command, long now)
    {
        if (double.IsPositiveInfinity(_guard.SlewPerTick))
            return command.Again ?? command.Target;
        var origin = _origin!.Value;
        if (command.Again is { } again)
        {
            if (IsNearAll(again) && IsWithin(again, Reach(origin, _guard.StepTicks)))
                return IsWithin(again, Reach(origin, now - origin.Ticks)) && !IsTooFarAhead(again, now) ? again : Wait(command, now + _guard.StepTicks);

            // The plant has turned out to stand elsewhere: the ramp begins there.
            command.Again = null;
        }

        if (_trail.IsFull)
            return null;
        var (low, high) = Reach(origin, Math.Min(now - origin.Ticks, _guard.StepTicks));
        if (_isOriginReported && _lastSent is { } last)
        {
            // The plant was changed from outside: keep to both rates until they meet.
            var (lowest, highest) = Reach(last, now - last.Ticks);
            (low, high) = (Math.Max(low, lowest), Math.Min(high, highest));
        }

        if (_doubt is { } doubt)
        {
            // One step at most from wherever the plant may stand.
            var step = _guard.SlewPerTick * _guard.StepTicks;
            (low, high) = (Math.Max(low, doubt.Max - step), Math.Min(high, doubt.Min + step));
        }

        if (!(low <= high))
            return Wait(command, now + _guard.StepTicks);
        var next = Math.Clamp(command.Target, low, high);
        if (Math.Abs(next - command.Target) > Math.Abs(origin.Value - command.Target))
            return Wait(command, now + _guard.StepTicks);
        if (IsTooFarAhead(next, now))
            return Wait(command, now + _guard.StepTicks);
        if (next.Equals(command.Target))
            return next;
        if (now - origin.Ticks < _guard.StepTicks)
            return Wait(command, origin.Ticks + _guard.StepTicks);

        // Where it stands already is worth sending only if that is in doubt.
        return _doubt is null && next.Equals(origin.Value) ? Wait(command, now + _guard.StepTicks) : next;
    }

    /// <summary>Whether a value is one step at most from wherever the plant may stand after attempts that failed.</summary>
    private bool IsNearAll(double value)
    {
        if (_doubt is not { } doubt)
            return true;
        var step = _guard.SlewPerTick * _guard.StepTicks * (1 + FinalCheck.Rounding);
        return value <= doubt.Min + step && value >= doubt.Max - step;
    }

    /// <summary>
    /// Whether a ramp would run away from a plant that does not follow: once it obeyed, it would go all the way in one step.
    /// </summary>
    private bool IsTooFarAhead(double value, long now) =>
        _guard.FeedbackRule.TryRead(now, out var reported)
        && Math.Abs(value - reported) > (_guard.SlewPerTick * Math.Max(LongestLead, _guard.StepTicks)) + _guard.VerifyTolerance;

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static bool IsWithin(double value, (double Low, double High) reach)
    {
        var rounding = FinalCheck.Rounding * Math.Abs(value);
        return value >= reach.Low - rounding && value <= reach.High + rounding;
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
                ExpiresTicks = Math.Min(command.ExpiresTicks, Later(now, Longer(_guard.AnswerWithin, ShortestValidity))),
                Mode = _mode,
                ApprovedUntilTicks = command.ApprovedUntilTicks,
                Limits = _guard.Limits,
                SlewPerTick = _guard.SlewPerTick,
                StepTicks = _guard.StepTicks,
                Origin = _origin,
                LastSent = _lastSent,
                Doubt = _doubt,
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
            Trace = command.Trace,
            OriginBefore = _origin,
            LastSentBefore = _lastSent,
            WasOriginReported = _isOriginReported,
            OriginKnownBefore = _originKnownTicks,
            SettledBefore = _settled,
            FreshUntilTicks = FreshUntil(command.Kind),
        };
        _trail.Add(point, _origin!.Value.Value);
        _settled = null;
        _origin = _lastSent = point;
        _isOriginReported = false;
        _originKnownTicks = now;
        command.Again = null;
        _lastSender = command.Id;
        command.State = CommandState.Sent;
        _inFlight = flight;
        Record(CommandEvent.Sent, command, value, "", _failedAttempts == 0 ? "" : $"retry {_failedAttempts}", command.By);
        command.Trace.Attempt(value, _failedAttempts, _lane.Now);
        _sender.Send(_writer!, flight, Veto, OnOutcome);
    }

    /// <summary>Asked off the lane, right before the connector is: the mode may have been taken back since the final check.</summary>
    private string? Veto(WriteInFlight flight)
    {
        // Lane time lags behind a handler that takes its time, and so does everything that was judged by it.
        var now = _options.Clock == RuntimeClock.TimeProvider ? Math.Max(Now, _clock.GetUtcNow().UtcTicks) : Now;
        var mode = _mode;
        var isApproved = mode == WriteBackMode.Advisory && now < flight.ApprovedUntilTicks;
        if (mode != WriteBackMode.Closed && !isApproved)
            return "the mode does not allow it any more";
        if (now >= flight.Write.ExpiresAt.UtcTicks)
            return "the command has lapsed";
        return now >= flight.FreshUntilTicks ? "the lane lags, and what the decision rests on has grown too old" : null;
    }

    private long FreshUntil(CommandKind kind)
    {
        // The way to safety goes on without inputs.
        if (kind == CommandKind.Fallback)
            return long.MaxValue;
        var until = kind == CommandKind.Automatic ? Later(GuardRule.SinceOf(_request), _guard.RequestMaxAge) + 1 : long.MaxValue;
        foreach (var rule in _guard.Rules)
            until = Math.Min(until, rule.StaleAt());
        return until;
    }

    private void OnOverdue(WriteInFlight flight)
    {
        if (!flight.IsOverdue)
        {
            flight.GiveUp(Later(Now, ReturnWithin));
            return;
        }

        flight.WaitOn();
        if (_sender.IsBusy)
            OnLost(flight);
    }

    /// <summary>
    /// The connector ignores that it was told to give up. Nobody may wait for it without an end, and somebody must know; but nothing else can be sent before it comes back,
    /// as two writes at once have no order.
    /// </summary>
    private void OnLost(WriteInFlight flight)
    {
        var reason = FormattableString.Invariant($"the connector has not come back from writing {flight.Point.Value}; nothing can be sent until it does");
        var command = _current is { } current && IsInFlight(current) ? current : null;
        var isSafety = command is { Kind: CommandKind.Fallback };
        if (isSafety)
            OnSafetyFailed(command!, reason);
        Alarm(command, reason, isContradicted: false);
        if (command is null)
            return;
        if (!isSafety)
            HoldOff(command.Target);
        End(command, CommandState.TimedOut, CommandEvent.None, reason);
    }

    private void OnOutcome(WriteInFlight flight, WriteOutcome outcome)
    {
        flight.Cancellation.Dispose();
        _inFlight = null;
        if (flight.WasVetoed || outcome.Status is WriteStatus.NotSent or WriteStatus.Rejected or WriteStatus.Expired)
            TakeBack(flight);
        else if (outcome.Status == WriteStatus.Failed)
            Doubt(flight);
        else
            Confirm(flight);
        var command = _current?.Id == flight.Write.CommandId ? _current : null;
        var value = flight.Write.Value;
        command?.Trace.Answer(outcome, _lane.Now);
        if (outcome.Status == WriteStatus.Acknowledged)
        {
            RecordFor(flight, CommandEvent.Acknowledged, command, value, "");
            if (command is not null)
                OnAcknowledged(command, value);
        }
        else
        {
            RecordFor(flight, CommandEvent.Failed, command, value, ReasonOf(outcome));
            if (command is not null)
                OnFailed(command, value, outcome, flight.IsOverdue);
            else if (!flight.WasVetoed && outcome.Status is WriteStatus.NotSent or WriteStatus.Failed)
                OnOlderFailed(outcome, flight.IsOverdue);
        }

        Supervise();
        Advance();
    }

    /// <summary>The plant has the value, since when nobody knows: at the latest since now, which is when its next step begins to count.</summary>
    private void Confirm(WriteInFlight flight)
    {
        _doubt = null;
        var reached = flight.Point with { Ticks = Now };
        if (_origin == flight.Point)
            _origin = reached;
        if (_lastSent == flight.Point)
            _lastSent = reached;
    }

    /// <summary>The plant stands at the value or where it stood before, and nobody knows which until it reports.</summary>
    private void Doubt(WriteInFlight flight)
    {
        var (value, before) = (flight.Point.Value, flight.OriginBefore!.Value.Value);
        _doubtUntilTicks = Math.Max(_doubtUntilTicks, flight.Write.ExpiresAt.UtcTicks);
        _doubtBefore = _doubt is { } doubt ? Including(doubt, before) : new ValueRange(before, before);
        _doubt = Including(_doubtBefore, value);
        if (_origin == flight.Point)
            (_origin, _isOriginReported, _originKnownTicks) = (flight.OriginBefore, true, flight.OriginKnownBefore);

        // If it has arrived, then perhaps only just now.
        if (_lastSent == flight.Point)
            _lastSent = flight.Point with { Ticks = Now };
    }

    private static ValueRange Including(ValueRange range, double value) => new(Math.Min(range.Min, value), Math.Max(range.Max, value));

    /// <summary>The plant did not get the value, so it stands where it stood before, unless something else has been learnt since.</summary>
    private void TakeBack(WriteInFlight flight)
    {
        _trail.TakeBack(flight.Point);
        if (_trail.Count == 0 && _settled is { } settled && settled.Equals(flight.Point.Value))
            _settled = flight.SettledBefore;
        if (_lastSent == flight.Point)
            _lastSent = flight.LastSentBefore;
        if (_origin != flight.Point)
            return;
        (_origin, _isOriginReported, _originKnownTicks) = (flight.OriginBefore, flight.WasOriginReported, flight.OriginKnownBefore);

        // It is still ours to watch: a move from there is somebody else's.
        if (_trail.Count == 0)
            _settled ??= flight.SettledBefore;
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

    /// <summary>The attempt belonged to a request that has been replaced. It counts for the one that replaced it.</summary>
    private void OnOlderFailed(WriteOutcome outcome, bool isOverdue)
    {
        if (_current is not { Kind: CommandKind.Automatic, IsProposed: false } command)
            return;
        if (_failedAttempts >= _guard.Retries)
            GiveUp(command, ReasonOf(outcome), isOverdue ? CommandState.TimedOut : CommandState.Failed, isContradicted: false);
        else
            command.NotBeforeTicks = CountFailure();
    }

    private static string ReasonOf(WriteOutcome outcome) => outcome.Reason.Length > 0 ? outcome.Reason : outcome.Status.ToString();

    private void OnFailed(Command command, double value, WriteOutcome outcome, bool isOverdue)
    {
        var reason = ReasonOf(outcome);
        switch (outcome.Status)
        {
            case WriteStatus.Rejected:
                if (command.Kind == CommandKind.Fallback)
                    OnSafetyFailed(command, reason);
                else
                    HoldOff(command.Target);
                Desire(d => d with { Status = DesiredStatus.Rejected, AckVersion = d.Version, AckCode = 400, AckText = reason });
                End(command, CommandState.Rejected, CommandEvent.None, reason);
                break;
            case WriteStatus.Expired:
                if (command.Kind != CommandKind.Fallback)
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
        if (_failedAttempts >= _guard.Retries)
        {
            GiveUp(command, reason, ending, isContradicted);
            return;
        }

        command.NotBeforeTicks = CountFailure();

        // What an older command has sent is not this one's to send again: it may want to go the other way.
        command.Again = _lastSender == command.Id ? value : null;
        command.IsDelivered = false;
        command.State = CommandState.Queued;
        Desire(d => d with { Status = DesiredStatus.Pending, AckCode = 503, AckText = reason });
    }

    /// <summary>Counts one more failed attempt.</summary>
    /// <returns>Before when nothing is to be sent.</returns>
    private long CountFailure()
    {
        var pause = Math.Min(_guard.BackOff.Ticks * Math.Pow(2, _failedAttempts), LongestBackOff);
        _failedAttempts++;
        _retryTicks = Later(Now, new TimeSpan((long)pause));
        return _retryTicks;
    }

    private void GiveUp(Command command, string reason, CommandState ending, bool isContradicted)
    {
        // A plant that stays where it is although it is sent to safety is no operator's doing, and no reason to leave it there.
        var isSafety = command.Kind == CommandKind.Fallback;
        if (isSafety)
            OnSafetyFailed(command, reason);
        else
            HoldOff(command.Target);
        Alarm(command, $"given up after {_failedAttempts + 1} attempts: {reason}", isContradicted && !isSafety);
        _failedAttempts = 0;
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
