namespace DigitalTwin.Sdk.Control;

/// <content>What the plant does: following, not following, or being moved by somebody else.</content>
internal sealed partial class WriteLoop
{
    private readonly CommandTrail _trail = new();
    private double? _settled;
    private (long Ticks, long ArrivalTicks) _seenFeedback;

    private void OnFeedback(Sample<double> sample)
    {
        if (!sample.Quality.IsGood || _writer is null)
            return;
        _guard.FeedbackRule.Note(sample);
        if (IsDoubtOver(sample))
            _doubt = null;
        _seenFeedback = (sample.Ticks, sample.ArrivalTicks);
        if (_isSafetyBlocked)
            _safetyHeldUntilTicks = Now;
        if (_trail.Count > 0)
            Follow(sample);
        else if (_settled is { } settled && Math.Abs(sample.Value - settled) > _guard.VerifyTolerance)
            OnForeign(sample.Value);
    }

    /// <summary>
    /// Whether a report says where the plant stands after attempts of which nobody knows whether they arrived: it shows the last value tried where it cannot
    /// have stood before, or it is from a time at which no attempt can take effect any more. Until then a value may be on its way behind the report.
    /// </summary>
    private bool IsDoubtOver(in Sample<double> sample)
    {
        if (_doubt is null || _inFlight is not null || _lastSent is not { } attempt)
            return false;
        var since = _guard.FeedbackRule.Since(sample);
        var hasArrived = since > attempt.Ticks && Math.Abs(sample.Value - attempt.Value) <= _guard.VerifyTolerance
            && (sample.Value < _doubtBefore.Min - _guard.VerifyTolerance || sample.Value > _doubtBefore.Max + _guard.VerifyTolerance);
        return since > _doubtUntilTicks || hasArrived;
    }

    /// <summary>Takes a report that came past the runtime, because the host's own code reports it.</summary>
    private void LookAtFeedback()
    {
        var sample = _guard.Feedback.ReadOrNone();
        if ((sample.Ticks, sample.ArrivalTicks) != _seenFeedback)
            OnFeedback(sample);
        _seenFeedback = (sample.Ticks, sample.ArrivalTicks);
    }

    private void Follow(in Sample<double> sample)
    {
        var last = _trail.Last.Value;
        if (_trail.TryFollow(sample.Value, _guard.FeedbackRule.Since(sample), Now, _guard.VerifyTolerance))
        {
            OnArrived(last);
        }
        else if (_trail.IsForeign(sample.Value, _guard.VerifyTolerance))
        {
            OnForeign(sample.Value);
        }
    }

    /// <summary>The plant has come along, to the last value if nothing is left on the trail.</summary>
    private void OnArrived(double last)
    {
        if (_trail.Count == 0)
            _settled = last;
        _failedAttempts = 0;
        if (_current is { IsProposed: false } command)
            OnFollowed(command, last);
        Advance();
    }

    private void OnFollowed(Command command, double last)
    {
        // A ramp that makes its way must not lapse because the plant reports seldom.
        if (!command.IsExpiryFixed)
            command.ExpiresTicks = Math.Max(command.ExpiresTicks, ExpiryOf(command.Target));
        if (_trail.Count > 0)
            return;
        if (command.Again is { } again && again.Equals(last))
        {
            // It was on the point of being sent again, but had arrived after all.
            command.Again = null;
            command.IsDelivered = last.Equals(command.Target);
        }

        if (command.IsDelivered)
            Verified(command, "");
    }

    private void Verified(Command command, string reason)
    {
        Desire(d => d with { Status = DesiredStatus.InSync, AckVersion = d.Version, AckCode = 200, AckText = reason });
        _failedValue = null;
        _isSafetyAlarmed = false;
        End(command, CommandState.Verified, CommandEvent.Verified, reason);
    }

    /// <summary>Somebody else has moved the plant. We say so and keep our hands off until a person has seen it.</summary>
    private void OnForeign(double reported)
    {
        var reason = FormattableString.Invariant($"changed from outside to {reported}");
        var command = _current;
        Alarm(command, reason, isContradicted: true);
        if (command is { Kind: CommandKind.Fallback })
            OnSafetyFailed(command, reason + "; it is not tried again before the alarm is acknowledged");
        if (command is not null)
            End(command, CommandState.Failed, CommandEvent.None, reason);
        ArmNext();
    }

    private void OnNotFollowed()
    {
        var reported = _guard.Feedback.ReadOrNone();
        var last = _trail.Last;
        if (reported.Quality.IsGood && _guard.FeedbackRule.Since(reported) > last.Ticks && Math.Abs(reported.Value - last.Value) <= _guard.VerifyTolerance)
        {
            // It stands where it should, and might have stood there before it moved at all; by now it has had its time.
            _trail.Clear();
            OnArrived(last.Value);
            return;
        }

        var isContradicted = reported.Quality.IsGood && _guard.FeedbackRule.Since(reported) > _trail.FirstTicks;
        var reason = isContradicted
            ? FormattableString.Invariant($"the plant reports {reported.Value}, not {last.Value}, {_guard.VerifyWithin} after it was sent")
            : FormattableString.Invariant($"no newer report within {_guard.VerifyWithin} after {last.Value} was sent");
        if (_current is not { IsProposed: false } command)
        {
            // Nobody is left who wants the value; a plant that stands elsewhere is worth an alarm all the same.
            if (isContradicted)
                Alarm(null, reason, isContradicted && !_isSafetyAlarmed);
            Unwatch();
            return;
        }

        if (_lastSender == command.Id)
            Record(CommandEvent.Failed, command, last.Value, "verify", reason, command.By);
        else
            Append(CommandEvent.Failed, _lastSender, CommandKind.Automatic, double.NaN, last.Value, "verify", reason, "", CommandTrace.None);
        _trail.Add(last with { Ticks = Now }, last.Value);
        Retry(command, last.Value, reason, isContradicted ? CommandState.Failed : CommandState.TimedOut, isContradicted);
    }

    private void Alarm(Command? command, string reason, bool isContradicted)
    {
        Unwatch();
        _lastAutomatic = null;
        _isOverridden |= isContradicted;
        Record(CommandEvent.Diverged, command, command?.Target ?? double.NaN, "verify", reason, command?.By ?? "");
        ControlLog.Alarm(_logger, _name, reason);
        Desire(d => d with { Status = DesiredStatus.Diverged, AckVersion = d.Version, AckCode = 504, AckText = reason });
    }
}
