namespace DigitalTwin.Sdk.Control;

/// <content>What the plant does: following, not following, or being moved by somebody else.</content>
internal sealed partial class WriteLoop
{
    private readonly CommandTrail _trail = new();
    private double? _settled;

    private void OnFeedback(Sample<double> sample)
    {
        if (!sample.Quality.IsGood || _writer is null)
            return;
        _guard.FeedbackRule.Note(sample);
        if (_doubt is not null && _inFlight is null && _lastSent is { } attempt && _guard.FeedbackRule.Since(sample) > attempt.Ticks)
            _doubt = null;
        if (_isSafetyBlocked)
            _failedUntilTicks = Now;
        if (_trail.Count > 0)
            Follow(sample);
        else if (_settled is { } settled && Math.Abs(sample.Value - settled) > _guard.VerifyTolerance)
            OnForeign(sample.Value);
    }

    private void Follow(in Sample<double> sample)
    {
        var last = _trail.Last.Value;
        if (_trail.TryFollow(sample.Value, _guard.FeedbackRule.Since(sample), Now, _guard.VerifyTolerance))
        {
            if (_trail.Count == 0)
                _settled = last;
            _failedAttempts = 0;
            if (_current is { IsProposed: false } command)
                OnFollowed(command, last);
            Advance();
        }
        else if (_trail.IsForeign(sample.Value, _guard.VerifyTolerance))
        {
            OnForeign(sample.Value);
        }
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
        if (command is not null)
            End(command, CommandState.Failed, CommandEvent.None, reason);
        ArmNext();
    }

    private void OnNotFollowed()
    {
        var reported = _guard.Feedback.Read();
        var last = _trail.Last;
        var isContradicted = reported.Quality.IsGood && _guard.FeedbackRule.Since(reported) > _trail.FirstTicks;
        var reason = isContradicted
            ? FormattableString.Invariant($"the plant reports {reported.Value}, not {last.Value}, {_guard.VerifyWithin} after it was sent")
            : FormattableString.Invariant($"no newer report within {_guard.VerifyWithin} after {last.Value} was sent");
        if (_current is not { IsProposed: false } command)
        {
            // Nobody is left who wants the value; a plant that stands elsewhere is worth an alarm all the same.
            if (isContradicted)
                Alarm(null, reason, isContradicted);
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
