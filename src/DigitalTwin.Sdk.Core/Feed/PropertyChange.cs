namespace DigitalTwin.Sdk;

/// <summary>One property's part of a change: what it was, what it is. Immutable.</summary>
public readonly struct PropertyChange
{
    internal readonly long Bits;
    internal readonly long OldBits;
    private readonly object? _references;

    internal PropertyChange(PropertyDefinition definition, in Cell before, in Cell after, object? oldReference, object? newReference)
    {
        Definition = definition;
        Bits = after.Bits;
        OldBits = before.Bits;
        Ticks = after.Ticks;
        ArrivalTicks = after.ArrivalTicks;
        Quality = after.Quality;
        OldQuality = before.Quality;
        _references = oldReference is null && newReference is null ? null : new ReferencePair(oldReference, newReference);
    }

    internal PropertyChange(PropertyDefinition definition, long oldBits, long bits, long ticks, long arrivalTicks, Quality oldQuality, Quality quality)
    {
        Definition = definition;
        Bits = bits;
        OldBits = oldBits;
        Ticks = ticks;
        ArrivalTicks = arrivalTicks;
        Quality = quality;
        OldQuality = oldQuality;
    }

    /// <summary>The property.</summary>
    public PropertyDefinition Definition { get; }

    /// <summary>Event time of the new value, 100 ns UTC.</summary>
    public long Ticks { get; }

    /// <summary>Arrival time of the new value, 100 ns UTC.</summary>
    public long ArrivalTicks { get; }

    /// <summary>Quality of the new value.</summary>
    public Quality Quality { get; }

    /// <summary>Quality of the value before.</summary>
    public Quality OldQuality { get; }

    /// <summary>Event time of the new value, UTC.</summary>
    public DateTimeOffset Time => new(Ticks, TimeSpan.Zero);

    /// <summary>The new value as a number in the property's unit; NaN if the property is not numeric.</summary>
    public double Number => ValueSlot.Number(Definition.ValueType, Bits);

    /// <summary>The value before as a number in the property's unit; NaN if the property is not numeric.</summary>
    public double OldNumber => ValueSlot.Number(Definition.ValueType, OldBits);

    /// <summary>The new value, boxed; for edges such as JSON. Use <see cref="Number"/> or <see cref="Get{T}"/> on busy paths.</summary>
    public object? Value => ValueSlot.Box(Definition.ValueType, Bits, (_references as ReferencePair)?.New);

    /// <summary>The value before, boxed.</summary>
    public object? OldValue => ValueSlot.Box(Definition.ValueType, OldBits, (_references as ReferencePair)?.Old);

    /// <summary>The new value as a sample.</summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <exception cref="InvalidOperationException">The property has values of another type.</exception>
    public Sample<T> Get<T>()
    {
        if (typeof(T) != Definition.ValueType)
            throw new InvalidOperationException($"Property '{Definition.Name}' has values of type {Definition.ValueType.Name}, not {typeof(T).Name}.");
        return new Sample<T>(ValueSlot.Decode<T>(Bits, (_references as ReferencePair)?.New), Ticks, ArrivalTicks, Quality);
    }

    /// <summary>Name, values and quality, for logs.</summary>
    public override string ToString() => FormattableString.Invariant($"{Definition.Name}: {OldValue} -> {Value} ({Quality})");

    private sealed record ReferencePair(object? Old, object? New);
}
