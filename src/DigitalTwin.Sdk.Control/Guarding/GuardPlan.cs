namespace DigitalTwin.Sdk.Control;

/// <summary>What a <see cref="WriteGuard"/> collects, and how it becomes checked settings.</summary>
internal sealed class GuardPlan
{
    private static readonly TimeSpan DefaultRequestAge = TimeSpan.FromSeconds(30);

    internal List<(string Name, ValueRange Range)> Ranges { get; } = [];

    internal List<InputRule> Inputs { get; } = [];

    internal List<Property> Watched { get; } = [];

    internal List<Func<TimeSpan, GuardRule>> Interlocks { get; } = [];

    internal double? SlewPerTick { get; set; }

    internal bool IsWithoutSlewLimit { get; set; }

    internal bool IsReportedOnChange { get; set; }

    internal TimeSpan? FeedbackMaxAge { get; set; }

    internal long StepTicks { get; set; } = TimeSpan.TicksPerSecond;

    internal TimeSpan? InputMaxAge { get; set; }

    internal bool IsWithoutInputs { get; set; }

    internal TimeSpan Dwell { get; set; }

    internal Fallback Fallback { get; set; } = Fallback.HoldLastAccepted;

    internal TimeSpan? RequestMaxAge { get; set; }

    internal Property<double>? Feedback { get; set; }

    internal double? VerifyTolerance { get; set; }

    internal TimeSpan VerifyWithin { get; set; } = TimeSpan.FromSeconds(10);

    internal int Retries { get; set; } = 3;

    internal TimeSpan BackOff { get; set; } = TimeSpan.FromSeconds(1);

    internal TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(10);

    internal TimeSpan ExpireAfter { get; set; } = TimeSpan.FromSeconds(30);

    internal WriteBackMode StartMode { get; set; } = WriteBackMode.Closed;

    internal int JournalCapacity { get; set; } = 4096;

    /// <summary>Makes the settings; what is missing or contradicts itself goes to <paramref name="problem"/>, and settings that refuse everything come back.</summary>
    internal GuardSettings Build(Setpoint<double> setpoint, Action<string> problem)
    {
        var limits = Limits(setpoint, problem);
        if (SlewPerTick is not null && IsWithoutSlewLimit)
            problem($"The guard of '{setpoint}' says both SlewAtMost and WithoutSlewLimit; take one of them away.");
        if (SlewPerTick is null && !IsWithoutSlewLimit)
            problem($"'{setpoint}' is written back without a limit on its rate of change; add SlewAtMost to its guard, or WithoutSlewLimit with the reason.");
        if (Inputs.Count == 0 && !IsWithoutInputs)
            problem($"'{setpoint}' is written back without requiring fresh inputs; add RequireGood to its guard, or WithoutInputCheck with the reason.");
        if (Inputs.Count > 0 && IsWithoutInputs)
            problem($"The guard of '{setpoint}' says both RequireGood and WithoutInputCheck; take one of them away.");
        if (limits != default && Fallback.Kind == FallbackKind.GoTo && !limits.Contains(Fallback.Value))
            problem(FormattableString.Invariant($"The safe value {Fallback.Value} of '{setpoint}' lies outside its limits {limits}."));
        if (limits != default && VerifyTolerance is { } tolerance && tolerance >= limits.Max - limits.Min && limits.Max > limits.Min)
            problem(FormattableString.Invariant($"The tolerance {tolerance} by which '{setpoint}' is verified is as wide as its limits {limits}: any report would count as followed."));
        var common = InputMaxAge ?? DefaultRequestAge;
        var requestMaxAge = RequestMaxAge ?? common;
        var feedback = Feedback ?? setpoint.Reported;
        if (setpoint.Unit is { } unit && feedback.Unit is { } other && !(unit.ConvertsTo(other) && unit.ConversionTo(other).IsIdentity))
            problem($"'{setpoint}' is in {unit} and the report that verifies it, '{feedback}', in {other}; give VerifyBy a report in the set-point's unit.");
        if (IsReportedOnChange && FeedbackMaxAge is not null)
            problem($"The guard of '{setpoint}' says both ReportedOnChange and ReportNoOlderThan; take one of them away.");
        var feedbackRule = new FeedbackRule(feedback, IsReportedOnChange ? null : FeedbackMaxAge ?? common);
        return new GuardSettings
        {
            Rules = Rules(setpoint, feedbackRule, requestMaxAge, common),
            FeedbackRule = feedbackRule,
            Limits = limits,
            SlewPerTick = SlewPerTick ?? (IsWithoutSlewLimit ? double.PositiveInfinity : 0),
            StepTicks = StepTicks,
            Inputs = [.. Inputs],
            Watched = [.. Watched],
            RequestMaxAge = requestMaxAge,
            Dwell = Dwell,
            Fallback = Fallback,
            Feedback = feedback,
            IsReadBack = feedback == setpoint.Reported,
            VerifyTolerance = VerifyTolerance ?? Math.Max(0.005 * (limits.Max - limits.Min), setpoint.Definition.Tolerance),
            VerifyWithin = VerifyWithin,
            AnswerWithin = AnswerWithin,
            ExpireAfter = ExpireAfter,
            Retries = Retries,
            BackOff = BackOff,
            HoldOff = TimeSpan.FromSeconds(30),
            StartMode = StartMode,
            JournalCapacity = JournalCapacity,
        };
    }

    private ValueRange Limits(Setpoint<double> setpoint, Action<string> problem)
    {
        List<ValueRange> all = [.. Ranges.Select(r => r.Range)];
        if (setpoint.Definition.PhysicalRange is { } physical)
            all.Add(physical);
        if (setpoint.Definition.OperatingRange is { } operating)
            all.Add(operating);
        var min = all.Count == 0 ? double.NegativeInfinity : all.Max(r => r.Min);
        var max = all.Count == 0 ? double.PositiveInfinity : all.Min(r => r.Max);
        if (!double.IsFinite(min) || !double.IsFinite(max))
            problem($"'{setpoint}' is written back without limits; add Within or ClampTo to its guard, or give the property an operating range.");
        else if (min > max)
            problem($"The limits of '{setpoint}' leave no value: {string.Join(" and ", all)} do not meet.");
        else
            return new ValueRange(min, max);
        return default;
    }

    private GuardRule[] Rules(Setpoint<double> setpoint, FeedbackRule feedback, TimeSpan requestMaxAge, TimeSpan common)
    {
        List<GuardRule> rules = [new RequestRule(requestMaxAge), new FiniteRule()];
        foreach (var (_, range) in Ranges.Where(r => r.Name == "clamp"))
            rules.Add(new ClampRule(range));
        if (setpoint.Definition.PhysicalRange is { } physical)
            rules.Add(new RangeRule("physical range", physical));
        if (setpoint.Definition.OperatingRange is { } operating)
            rules.Add(new RangeRule("operating range", operating));
        foreach (var (name, range) in Ranges.Where(r => r.Name == "within"))
            rules.Add(new RangeRule(name, range));
        rules.AddRange(Inputs);
        foreach (var interlock in Interlocks)
            rules.Add(interlock(common));
        rules.Add(feedback);
        return [.. rules];
    }
}
