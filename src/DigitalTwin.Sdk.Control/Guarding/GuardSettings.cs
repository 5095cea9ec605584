namespace DigitalTwin.Sdk.Control;

/// <summary>What a <see cref="WriteGuard"/> was told, checked and copied; nothing changes it afterwards.</summary>
internal sealed record GuardSettings
{
    /// <summary>The rules in the order they are asked.</summary>
    internal required GuardRule[] Rules { get; init; }

    /// <summary>Every value sent lies in here.</summary>
    internal required ValueRange Limits { get; init; }

    /// <summary>Greatest rate of change in units per tick (100 ns); positive infinity if the user opted out.</summary>
    internal required double SlewPerTick { get; init; }

    /// <summary>Pause between the steps of a ramp; a step uses up no more than the change allowed in one pause.</summary>
    internal required long StepTicks { get; init; }

    internal required InputRule[] Inputs { get; init; }

    internal required IReadOnlyList<Property> Watched { get; init; }

    internal required TimeSpan RequestMaxAge { get; init; }

    internal required TimeSpan Dwell { get; init; }

    internal required Fallback Fallback { get; init; }

    internal required Property<double> Feedback { get; init; }

    internal required FeedbackRule FeedbackRule { get; init; }

    /// <summary>Whether feedback is the set-point's own reported side, so that reporting the wanted value means there is nothing to write.</summary>
    internal required bool IsReadBack { get; init; }

    internal required double VerifyTolerance { get; init; }

    internal required TimeSpan VerifyWithin { get; init; }

    internal required TimeSpan AnswerWithin { get; init; }

    internal required TimeSpan ExpireAfter { get; init; }

    internal required int Retries { get; init; }

    internal required TimeSpan BackOff { get; init; }

    internal required TimeSpan HoldOff { get; init; }

    internal required WriteBackMode StartMode { get; init; }

    internal required int JournalCapacity { get; init; }

    /// <summary>Asks the rules in order; the first refusal decides.</summary>
    internal GuardVerdict Check(GuardContext context, out string rule)
    {
        foreach (var link in Rules)
        {
            if (context.Kind == CommandKind.Fallback && !link.BindsFallback)
                continue;
            var verdict = Ask(link, context);
            if (verdict.IsDenied)
            {
                rule = link.Name;
                return verdict;
            }

            context = context with { Value = verdict.Value };
        }

        rule = "";
        return GuardVerdict.Allow(context.Value);
    }

    /// <summary>How long a ramp over a distance takes.</summary>
    internal TimeSpan RampTime(double distance)
    {
        if (double.IsPositiveInfinity(SlewPerTick))
            return TimeSpan.Zero;
        var ticks = (Math.Abs(distance) / SlewPerTick) + StepTicks;
        return ticks < TimeSpan.MaxValue.Ticks / 4 ? new TimeSpan((long)ticks) : new TimeSpan(TimeSpan.MaxValue.Ticks / 4);
    }

    private static GuardVerdict Ask(GuardRule rule, in GuardContext context)
    {
        try
        {
            return rule.Check(context);
        }
        catch (Exception)
        {
            // A rule that cannot answer, for instance because a twin has been removed, has not said yes.
            return GuardVerdict.Deny("the rule could not be evaluated");
        }
    }
}
