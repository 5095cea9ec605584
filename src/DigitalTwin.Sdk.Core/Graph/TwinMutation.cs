namespace DigitalTwin.Sdk;

/// <summary>Changes of one twin that are to happen together: all of them in one revision and one event, or none.</summary>
/// <remarks>Only collects; nothing happens before the function that fills it has returned. Not thread-safe.</remarks>
public sealed class TwinMutation
{
    private readonly long _now;

    internal TwinMutation(Twin twin, long now)
    {
        Twin = twin;
        _now = now;
    }

    /// <summary>The twin that is changed.</summary>
    public Twin Twin { get; }

    internal List<(PropertyDefinition Definition, Cell Cell, object? Reference)> Values { get; } = [];

    internal List<(PropertyDefinition Definition, Func<DesiredValue?, DesiredValue?> Change)> Desires { get; } = [];

    internal List<(string Property, Func<TwinState, int, bool> IsMet)> Conditions { get; } = [];

    internal List<string> Removals { get; } = [];

    internal List<Violation> Violations { get; } = [];

    /// <summary>Sets a reported value: good, and true now by the graph's clock.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="property">A property of this twin.</param>
    /// <param name="value">The value, in the property's unit.</param>
    public TwinMutation Set<T>(Property<T> property, T value) => Set(property, new Sample<T>(value, _now, _now, Quality.Good));

    /// <summary>Sets a reported value with its own times and quality.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="property">A property of this twin.</param>
    /// <param name="sample">Value, times and quality.</param>
    public TwinMutation Set<T>(Property<T> property, Sample<T> sample)
    {
        Require(property);
        var cell = new Cell
        {
            Bits = ValueSlot.IsInline<T>() ? ValueSlot.Encode(sample.Value) : 0,
            Ticks = sample.Ticks,
            ArrivalTicks = sample.ArrivalTicks,
            Quality = SampleCheck.Quality(property.Definition, sample.Value, sample.Quality),
        };
        if (property.Definition.IsDerived)
            Violations.Add(new Violation(property.Name, "derived", "is derived and cannot be set"));
        CheckRange(property.Definition, cell);
        Stage(property.Definition, cell, ValueSlot.IsInline<T>() ? null : sample.Value);
        return this;
    }

    /// <summary>Takes a reported value away: it has no data any more. A required property refuses.</summary>
    /// <param name="property">A property of this twin.</param>
    public TwinMutation Clear(Property property)
    {
        Require(property);
        if (property.Definition.IsRequired)
            Violations.Add(new Violation(property.Name, "required", "is required and cannot be removed"));
        if (property.Definition.IsDerived)
            Violations.Add(new Violation(property.Name, "derived", "is derived and cannot be removed"));
        Removals.Add(property.Name);
        return this;
    }

    /// <summary>Sets what a set-point ought to be. Writes nothing to the plant; see Control.</summary>
    /// <param name="setpoint">A set-point of this twin.</param>
    /// <param name="value">The wanted value, in the set-point's unit; finite.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="expiresAt">When the wish lapses; null for never.</param>
    public TwinMutation Desire(Setpoint<double> setpoint, double value, string by = "", DateTimeOffset? expiresAt = null)
    {
        Require(setpoint.Reported);
        ArgumentNullException.ThrowIfNull(by);
        if (!double.IsFinite(value))
            throw new ArgumentException($"The desired value of '{setpoint}' must be finite, not {value}.", nameof(value));
        var definition = setpoint.Definition;
        if (definition.PhysicalRange is { } range && !range.Contains(value))
            Violations.Add(new Violation(definition.Name, "range", FormattableString.Invariant($"the desired value {value} lies outside {range}")));
        var at = new DateTimeOffset(_now, TimeSpan.Zero);
        Desires.Add((definition, before => new DesiredValue(value, (before?.Version ?? 0) + 1, by, at, expiresAt)));
        return this;
    }

    /// <summary>Changes what is known of a desired value, or removes it by giving null.</summary>
    /// <param name="setpoint">A set-point of this twin.</param>
    /// <param name="change">From what is stored, null if nothing, to what is to be stored. May be called more than once if writers meet.</param>
    public TwinMutation Desire(Setpoint<double> setpoint, Func<DesiredValue?, DesiredValue?> change)
    {
        Require(setpoint.Reported);
        ArgumentNullException.ThrowIfNull(change);
        Desires.Add((setpoint.Definition, change));
        return this;
    }

    /// <summary>Makes everything depend on a current value: if the condition is false, nothing changes.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="property">A property of this twin.</param>
    /// <param name="isMet">Looks at the sample before the change. May be called more than once if writers meet.</param>
    public TwinMutation When<T>(Property<T> property, Func<Sample<T>, bool> isMet)
    {
        Require(property);
        ArgumentNullException.ThrowIfNull(isMet);
        Conditions.Add((property.Name, (state, slot) =>
        {
            ref readonly var cell = ref state.Cells[slot];
            return isMet(new Sample<T>(ValueSlot.Decode<T>(cell.Bits, state.References[slot]), cell.Ticks, cell.ArrivalTicks, cell.Quality));
        }));
        return this;
    }

    internal void Stage(PropertyDefinition definition, in Cell cell, object? reference) => Values.Add((definition, cell, reference));

    internal long Now => _now;

    private void CheckRange(PropertyDefinition definition, in Cell cell)
    {
        if (definition.PhysicalRange is { } range && cell.Quality.IsBad && cell.Quality.Has(Quality.OutOfRange))
            Violations.Add(new Violation(definition.Name, "range", FormattableString.Invariant($"{ValueSlot.Number(definition.ValueType, cell.Bits)} lies outside {range}")));
    }

    private void Require(Property property)
    {
        if (!ReferenceEquals(property.Twin, Twin))
            throw new ArgumentException($"Property '{property}' does not belong to twin '{Twin.Id}', which is being changed.");
    }
}
