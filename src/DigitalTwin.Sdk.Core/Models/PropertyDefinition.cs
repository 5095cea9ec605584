namespace DigitalTwin.Sdk;

/// <summary>What a model says about one property: type, unit, ranges, age and how it may be written. Immutable.</summary>
public sealed class PropertyDefinition
{
    private static int _lastNumber = -1;

    internal PropertyDefinition(string name, Type valueType, UnitOfMeasure? unit, PropertyOptions options, DerivedFormula? derived = null)
    {
        ModelNames.Require(name, nameof(name));
        options.Validate(name, valueType);
        Name = name;
        ValueType = valueType;
        Unit = unit;
        PhysicalRange = options.PhysicalRange;
        OperatingRange = options.OperatingRange;
        MaxAge = options.MaxAge;
        LatePolicy = options.LatePolicy;
        Tolerance = options.Tolerance;
        IsWritable = options.IsWritable;
        IsVirtual = options.IsVirtual;
        IsRequired = options.IsRequired;
        Derived = derived;
        MaxAgeTicks = options.MaxAge?.Ticks ?? 0;
        HasPhysicalRange = options.PhysicalRange is not null;
        IsPlain = derived is null && Tolerance <= 0;
    }

    /// <summary>Name, with the component's name and a slash before it if it belongs to one: <c>motor/current</c>.</summary>
    public string Name { get; }

    /// <summary>Type of the values.</summary>
    public Type ValueType { get; }

    /// <summary>Unit of the values; null where a unit makes no sense, such as text.</summary>
    public UnitOfMeasure? Unit { get; }

    /// <summary>What the sensor can output; a value outside becomes Bad with reason OutOfRange. Null: not checked.</summary>
    public ValueRange? PhysicalRange { get; }

    /// <summary>Where the asset should run; a value outside keeps its quality and is for alarms to judge. Null: not stated.</summary>
    public ValueRange? OperatingRange { get; }

    /// <summary>Age of the event time at which the value becomes Uncertain, and Bad at three times it. Null: never stale.</summary>
    public TimeSpan? MaxAge { get; }

    /// <summary>What happens to samples that come late.</summary>
    public LatePolicy LatePolicy { get; }

    /// <summary>Two numbers that differ by no more than this count as equal; 0 by default.</summary>
    public double Tolerance { get; }

    /// <summary>Whether it is a set-point, so that a desired value may be stored.</summary>
    public bool IsWritable { get; }

    /// <summary>Whether no sensor stands behind it, but a model or a formula.</summary>
    public bool IsVirtual { get; }

    /// <summary>Whether its value may not be removed once there.</summary>
    public bool IsRequired { get; }

    /// <summary>Whether it is computed from other properties of the twin.</summary>
    public bool IsDerived => Derived is not null;

    internal DerivedFormula? Derived { get; }

    internal long MaxAgeTicks { get; }

    internal bool HasPhysicalRange { get; }

    /// <summary>Whether a number in order goes straight into its cell: not derived, no tolerance.</summary>
    internal bool IsPlain { get; }

    /// <summary>Tells it from every other definition in the process; counts from 0, so that it can be an index.</summary>
    internal int Number { get; } = Interlocked.Increment(ref _lastNumber);

    /// <summary>Name and unit, for instance <c>flow [m³/h]</c>.</summary>
    public override string ToString() => Unit is null ? Name : $"{Name} [{Unit}]";

    private PropertyDefinition(PropertyDefinition original, string component)
    {
        Name = component + "/" + original.Name;
        ValueType = original.ValueType;
        Unit = original.Unit;
        PhysicalRange = original.PhysicalRange;
        OperatingRange = original.OperatingRange;
        MaxAge = original.MaxAge;
        LatePolicy = original.LatePolicy;
        Tolerance = original.Tolerance;
        IsWritable = original.IsWritable;
        IsVirtual = original.IsVirtual;
        IsRequired = original.IsRequired;
        Derived = original.Derived?.In(component);
        MaxAgeTicks = original.MaxAgeTicks;
        HasPhysicalRange = original.HasPhysicalRange;
        IsPlain = original.IsPlain;
    }

    internal PropertyDefinition In(string component) => new(this, component);
}
