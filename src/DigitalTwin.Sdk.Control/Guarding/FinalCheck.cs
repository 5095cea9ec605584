namespace DigitalTwin.Sdk.Control;

/// <summary>
/// The last line of defence and the only place that makes a <see cref="GuardedWrite"/>: whatever the rest of the package decided, nothing gets past
/// this that is not finite, in range, slow enough, allowed by the mode and in time. Pure and small on purpose.
/// </summary>
internal static class FinalCheck
{
    /// <summary>What rounding may add to a step, relative to the numbers involved.</summary>
    internal const double Rounding = 1e-12;

    /// <summary>Makes the write, or says why not.</summary>
    /// <param name="candidate">What is to be sent, and everything it depends on.</param>
    /// <param name="reason">Why not; empty if the write was made.</param>
    internal static GuardedWrite? TryIssue(in WriteCandidate candidate, out string reason)
    {
        reason = Denial(candidate) ?? "";
        return reason.Length > 0
            ? null
            : new GuardedWrite(candidate.Property, candidate.Value, At(candidate.NowTicks), At(candidate.ExpiresTicks), candidate.CommandId);
    }

    private static string? Denial(in WriteCandidate c)
    {
        if (!double.IsFinite(c.Value))
            return "final check: the value is not finite";
        if (!(c.Value >= c.Limits.Min && c.Value <= c.Limits.Max))
            return "final check: the value lies outside the limits";
        if (!(c.Mode == WriteBackMode.Closed || (c.Mode == WriteBackMode.Advisory && c.NowTicks < c.ApprovedUntilTicks)))
            return "final check: the mode does not allow it";
        if (c.NowTicks >= c.ExpiresTicks)
            return "final check: the command has lapsed";
        if (c.Origin is not { } origin)
            return "final check: where the plant stands is unknown";
        if (IsTooFast(c.Value, origin, Math.Min(c.NowTicks - origin.Ticks, c.StepTicks), c.SlewPerTick))
            return "final check: the change from where the plant stands is too fast";
        if (c.LastSent is { } last && IsTooFast(c.Value, last, c.NowTicks - last.Ticks, c.SlewPerTick))
            return "final check: the change from the last value sent is too fast";
        if (c.Doubt is { } doubt && !(IsOneStep(c, doubt.Min) && IsOneStep(c, doubt.Max)))
            return "final check: the change from where the plant may stand is too large";
        return null;
    }

    private static bool IsOneStep(in WriteCandidate c, double from) => !IsTooFast(c.Value, new PlantPoint(from, 0), c.StepTicks, c.SlewPerTick);

    private static bool IsTooFast(double value, PlantPoint from, long ticks, double slewPerTick)
    {
        if (double.IsPositiveInfinity(slewPerTick))
            return false;
        var allowed = (slewPerTick * Math.Max(0, ticks)) + (Rounding * (Math.Abs(value) + Math.Abs(from.Value)));
        return !(Math.Abs(value - from.Value) <= allowed);
    }

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
