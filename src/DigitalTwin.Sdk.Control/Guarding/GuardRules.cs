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
        var (ticks, now) = (context.Request.Ticks, context.NowTicks);
        var isStale = now - SinceOf(context.Request) > maxAge.Ticks || now - ticks < -maxAge.Ticks;
        return isStale ? GuardVerdict.Deny(_stale) : GuardVerdict.Allow(context.Value);
    }
}

/// <summary>Refuses while a property that the decision rests on is not Good and fresh.</summary>
internal sealed class InputRule(Property property, TimeSpan maxAge) : GuardRule("require good")
{
    private readonly TimeSpan _maxAge = AgeLimit(property.Definition, maxAge);
    private readonly SampleReasons _reasons = SampleReasons.Of($"'{property}'", AgeLimit(property.Definition, maxAge));

    internal Property Property => property;

    internal override void Watch(TwinRuntimeBuilder builder, Action onChange)
    {
        var type = property.Definition.ValueType;
        if (type == typeof(double))
            builder.Signal(property.As<double>()).Subscribe(_ => onChange());
        else if (type == typeof(float))
            builder.Signal(property.As<float>()).Subscribe(_ => onChange());
        else if (type == typeof(int))
            builder.Signal(property.As<int>()).Subscribe(_ => onChange());
        else if (type == typeof(long))
            builder.Signal(property.As<long>()).Subscribe(_ => onChange());
        else if (type == typeof(short))
            builder.Signal(property.As<short>()).Subscribe(_ => onChange());
        else
            builder.Signal(property.As<byte>()).Subscribe(_ => onChange());
    }

    internal override long StaleAt() => StaleAt(SinceOf(property.ReadNumberOrNone()), _maxAge);

    internal override GuardVerdict Check(in GuardContext context)
    {
        var sample = property.ReadNumberOrNone();
        var denial = Judge(sample.Quality, sample.Ticks, SinceOf(sample), context.NowTicks, _maxAge.Ticks, _reasons);
        if (denial is null && !double.IsFinite(sample.Value))
            denial = _reasons.NotGood;
        return denial is null ? GuardVerdict.Allow(context.Value) : GuardVerdict.Deny(denial);
    }
}

/// <summary>Refuses while the set-point's own feedback is unknown: without it a ramp has no beginning and a write no proof.</summary>
/// <remarks>A report that is too old says where the plant stood: somebody may have moved it since.</remarks>
internal sealed class FeedbackRule(Property<double> feedback, TimeSpan? maxAge) : GuardRule("feedback")
{
    // None only for a plant that reports changes only and a property without a limit of its own.
    private readonly TimeSpan? _maxAge = LimitOf(feedback, maxAge);
    private readonly SampleReasons _reasons = SampleReasons.Of($"the reported value of '{feedback}'", LimitOf(feedback, maxAge) ?? TimeSpan.MaxValue);

    private readonly ReportClock _clock = new();

    internal override void Watch(TwinRuntimeBuilder builder, Action onChange) => builder.Signal(feedback).Subscribe(_ => onChange());

    /// <summary>Looks at the clock of a report that came, before anything is concluded from it.</summary>
    internal void Note(in Sample<double> report) => _clock.Note(report.Ticks, report.ArrivalTicks);

    /// <summary>The latest moment of which a report can tell, lane time, 100 ns UTC; its own time may be that of a clock ahead of ours.</summary>
    internal long Since(in Sample<double> report) => _clock.Since(report.Ticks, report.ArrivalTicks);

    internal override long StaleAt() => _maxAge is { } age ? StaleAt(Since(feedback.ReadOrNone()), age) : long.MaxValue;

    /// <summary>Where the plant stands as far as its report may be believed now.</summary>
    internal bool TryRead(long now, out double value)
    {
        var sample = feedback.ReadOrNone();
        value = sample.Value;
        return Denial(sample, now) is null;
    }

    internal override GuardVerdict Check(in GuardContext context)
    {
        var denial = Denial(feedback.ReadOrNone(), context.NowTicks);
        return denial is null ? GuardVerdict.Allow(context.Value) : GuardVerdict.Deny(denial);
    }

    /// <summary>Why a report does not say where the plant stands; null if it does.</summary>
    internal string? Denial(in Sample<double> sample, long now) => AgeDenial(sample, now) ?? (double.IsFinite(sample.Value) ? null : _reasons.NotGood);

    private static TimeSpan? LimitOf(Property<double> feedback, TimeSpan? maxAge) =>
        maxAge is { } age ? AgeLimit(feedback.Definition, age) : feedback.Definition.MaxAge;

    private string? AgeDenial(in Sample<double> sample, long now) =>
        _maxAge is { } age ? Judge(sample.Quality, sample.Ticks, Since(sample), now, age.Ticks, _reasons) : Judge(sample.Quality, now, now, now, 0, _reasons);
}

/// <summary>Refuses while a condition on another property does not hold, or cannot be known to hold.</summary>
internal sealed class InterlockRule<T>(string name, Property<T> property, TimeSpan maxAge, Func<Sample<T>, bool> isMet) : GuardRule("interlock")
{
    private readonly TimeSpan _maxAge = AgeLimit(property.Definition, maxAge);
    private readonly SampleReasons _reasons = SampleReasons.Of($"interlock '{name}': '{property}'", AgeLimit(property.Definition, maxAge));
    private readonly string _open = $"interlock '{name}' does not hold";
    private readonly string _failed = $"interlock '{name}' could not be evaluated: its condition failed on '{property}'";
    private FailureLog? _failures;

    internal override void Watch(TwinRuntimeBuilder builder, Action onChange)
    {
        builder.Signal(property).Subscribe(_ => onChange());
        _failures = builder.Graph.UserFailures;
    }

    internal override long StaleAt() => StaleAt(SinceOf(property.ReadOrNone()), _maxAge);

    internal override GuardVerdict Check(in GuardContext context)
    {
        var sample = property.ReadOrNone();
        if (Judge(sample.Quality, sample.Ticks, SinceOf(sample), context.NowTicks, _maxAge.Ticks, _reasons) is { } denial)
            return GuardVerdict.Deny(denial);
        try
        {
            return isMet(sample) ? GuardVerdict.Allow(context.Value) : GuardVerdict.Deny(_open);
        }
        catch (Exception e)
        {
            // User code that cannot answer has not said yes.
            _failures?.Note($"The condition of interlock '{Name}'", property.ToString(), e);
            return GuardVerdict.Deny(_failed);
        }
    }
}
