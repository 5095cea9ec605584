namespace DigitalTwin.Sdk.Control;

/// <summary>Refuses what is no number.</summary>
internal sealed class FiniteRule() : GuardRule("finite")
{
    internal override bool BindsFallback => true;

    internal override GuardVerdict Check(in GuardContext context) =>
        double.IsFinite(context.Value) ? GuardVerdict.Allow(context.Value) : GuardVerdict.Deny("the requested value is not a finite number");
}

/// <summary>Refuses what lies outside a range.</summary>
internal sealed class RangeRule(string name, ValueRange range) : GuardRule(name)
{
    private readonly string _reason = $"the requested value lies outside {range}";

    internal override bool BindsFallback => true;

    internal override GuardVerdict Check(in GuardContext context) =>
        range.Contains(context.Value) ? GuardVerdict.Allow(context.Value) : GuardVerdict.Deny(_reason);
}

/// <summary>Brings what lies outside a range to its nearer bound.</summary>
internal sealed class ClampRule(ValueRange range) : GuardRule("clamp")
{
    internal override bool BindsFallback => true;

    internal override GuardVerdict Check(in GuardContext context) =>
        GuardVerdict.Allow(double.IsNaN(context.Value) ? context.Value : Math.Clamp(context.Value, range.Min, range.Max));
}

/// <summary>Refuses an automatic request whose own sample is unusable or old.</summary>
internal sealed class RequestRule(TimeSpan maxAge) : GuardRule("request")
{
    private readonly string _stale = $"the requesting signal is older than {maxAge}, or from the future";

    internal override GuardVerdict Check(in GuardContext context)
    {
        if (context.Kind != CommandKind.Automatic)
            return GuardVerdict.Allow(context.Value);
        if (!context.Request.Quality.IsUsable)
            return GuardVerdict.Deny("the requesting signal is Bad or has no data");
        var age = context.NowTicks - context.Request.Ticks;
        return age > maxAge.Ticks || age < -maxAge.Ticks ? GuardVerdict.Deny(_stale) : GuardVerdict.Allow(context.Value);
    }
}

/// <summary>Refuses while a property that the decision rests on is not Good and fresh.</summary>
internal sealed class InputRule(Property property, TimeSpan maxAge) : GuardRule("require good")
{
    private readonly SampleReasons _reasons = SampleReasons.Of($"'{property}'", maxAge);

    internal Property Property => property;

    internal long MaxAgeTicks => maxAge.Ticks;

    internal override GuardVerdict Check(in GuardContext context)
    {
        var sample = property.ReadNumber();
        var denial = Judge(sample.Quality, sample.Ticks, context.NowTicks, maxAge.Ticks, _reasons);
        if (denial is null && !double.IsFinite(sample.Value))
            denial = _reasons.NotGood;
        return denial is null ? GuardVerdict.Allow(context.Value) : GuardVerdict.Deny(denial);
    }
}

/// <summary>Refuses while the set-point's own feedback is unknown: without it a ramp has no beginning and a write no proof.</summary>
internal sealed class FeedbackRule(Property<double> feedback) : GuardRule("feedback")
{
    private readonly SampleReasons _reasons = SampleReasons.Of($"the reported value of '{feedback}'", TimeSpan.MaxValue);

    internal override GuardVerdict Check(in GuardContext context)
    {
        var sample = feedback.Read();
        var denial = Judge(sample.Quality, context.NowTicks, context.NowTicks, 0, _reasons);
        return denial is null ? GuardVerdict.Allow(context.Value) : GuardVerdict.Deny(denial);
    }
}

/// <summary>Refuses while a condition on another property does not hold, or cannot be known to hold.</summary>
internal sealed class InterlockRule<T>(string name, Property<T> property, TimeSpan maxAge, Func<Sample<T>, bool> isMet) : GuardRule("interlock")
{
    private readonly SampleReasons _reasons = SampleReasons.Of($"interlock '{name}': '{property}'", maxAge);
    private readonly string _open = $"interlock '{name}' does not hold";
    private readonly string _failed = $"interlock '{name}' failed while looking at '{property}'";

    internal override GuardVerdict Check(in GuardContext context)
    {
        var sample = property.Read();
        if (Judge(sample.Quality, sample.Ticks, context.NowTicks, maxAge.Ticks, _reasons) is { } denial)
            return GuardVerdict.Deny(denial);
        try
        {
            return isMet(sample) ? GuardVerdict.Allow(context.Value) : GuardVerdict.Deny(_open);
        }
        catch (Exception)
        {
            // User code that cannot answer has not said yes.
            return GuardVerdict.Deny(_failed);
        }
    }
}
