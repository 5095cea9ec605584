namespace DigitalTwin.Sdk.Control.Tests;

/// <summary>One random guard.</summary>
internal sealed record GuardSample(double Min, double Max, double Change, TimeSpan Per, TimeSpan MaxAge, bool IsClamp, double? Safe, bool IsRelease, WriteBackMode Mode, TimeSpan? Dwell, int Retries, bool IsReportedOnChange, TimeSpan SourceLead)
{
    internal const double Tolerance = 2;

    internal double SlewPerSecond => Change / Per.TotalSeconds;

    internal double StepSeconds => Math.Min(1, Per.TotalSeconds);

    internal static GuardSample Of(Random random)
    {
        var min = 900 + (200 * random.NextDouble());
        var max = min + 50 + (350 * random.NextDouble());
        var fallback = random.Next(4);
        return new GuardSample(
            min,
            max,
            Math.Pow(10, (2 * random.NextDouble()) + 0.5),
            TimeSpan.FromMilliseconds(random.Next(100, 5000)),
            TimeSpan.FromMilliseconds(random.Next(500, 10_000)),
            random.Next(2) == 0,
            fallback == 0 ? min + ((max - min) * random.NextDouble()) : null,
            fallback == 1,
            random.Next(4) == 0 ? (WriteBackMode)random.Next(4) : WriteBackMode.Closed,
            random.Next(4) == 0 ? TimeSpan.FromMilliseconds(random.Next(100, 5000)) : null,
            random.Next(4),
            random.Next(2) == 0,
            TimeSpan.FromSeconds(random.Next(4) switch { 0 => 0.5 * random.NextDouble(), 1 => 8 * random.NextDouble(), _ => 0 }));
    }

    internal void Apply(WriteGuard guard, Rig rig)
    {
        if (IsClamp)
            guard.ClampTo(Min, Max);
        else
            guard.Within(Min, Max);
        guard.SlewAtMost(Change, Per).RequireGood(MaxAge, rig.Flow, rig.Head).StartIn(Mode).Retry(Retries, TimeSpan.FromMilliseconds(500)).KeepRecords(100_000);
        guard.VerifyBy(rig.Speed, tolerance: Tolerance, within: TimeSpan.FromSeconds(4)).AnswerWithin(TimeSpan.FromSeconds(3));
        if (IsReportedOnChange)
            guard.ReportedOnChange("the rig reports every change that is not its own");
        if (Safe is { } safe)
            guard.Otherwise(Fallback.GoTo(safe));
        if (IsRelease)
            guard.Otherwise(Fallback.Release);
        if (Dwell is { } dwell)
            guard.DwellAtLeast(dwell);
    }
}
