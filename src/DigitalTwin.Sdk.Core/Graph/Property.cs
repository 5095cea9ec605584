namespace DigitalTwin.Sdk;

/// <summary>A property of one twin, whatever its type: what lists of mixed properties hold. Made from a <see cref="Property{T}"/> or <see cref="Setpoint{T}"/> by conversion.</summary>
/// <remarks>A small value that may be copied freely. The default belongs to no twin and every use of it throws.</remarks>
public readonly struct Property : IEquatable<Property>
{
    private readonly Twin? _twin;
    private readonly PropertyDefinition? _definition;

    internal Property(Twin twin, PropertyDefinition definition, int cell)
    {
        _twin = twin;
        _definition = definition;
        Cell = cell;
    }

    /// <summary>The twin it belongs to.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public Twin Twin => _twin ?? throw Unset();

    /// <summary>What the model says about it.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public PropertyDefinition Definition => _definition ?? throw Unset();

    /// <summary>Name, with its component if it has one.</summary>
    public string Name => Definition.Name;

    /// <summary>Unit of its values; null where a unit makes no sense.</summary>
    public UnitOfMeasure? Unit => Definition.Unit;

    internal int Cell { get; }

    internal bool IsSet => _twin is not null;

    /// <summary>Whether both are the same property of the same twin.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    public static bool operator ==(Property left, Property right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    public static bool operator !=(Property left, Property right) => !left.Equals(right);

    /// <summary>The same property with its type.</summary>
    /// <typeparam name="T">Type of its values.</typeparam>
    /// <exception cref="InvalidOperationException">Its values are of another type.</exception>
    public Property<T> As<T>()
    {
        if (Definition.ValueType != typeof(T))
            throw new InvalidOperationException($"Property '{Name}' of twin '{Twin.Id}' has values of type {Definition.ValueType.Name}, not {typeof(T).Name}.");
        return new Property<T>(Twin.Lane, Definition, Cell, Twin.Row);
    }

    /// <summary>The current number with its times and quality, whatever numeric type the property has.</summary>
    /// <exception cref="InvalidOperationException">The property is not numeric.</exception>
    public Sample<double> ReadNumber()
    {
        if (!ValueSlot.IsNumeric(Definition.ValueType))
            throw new InvalidOperationException($"Property '{Name}' of twin '{Twin.Id}' is no number.");
        var cell = Twin.Lane.ReadCell(Twin.Row, Cell, out _);
        return new Sample<double>(ValueSlot.Number(Definition.ValueType, cell.Bits), cell.Ticks, cell.ArrivalTicks, cell.Quality);
    }

    /// <inheritdoc/>
    public bool Equals(Property other) => ReferenceEquals(_twin, other._twin) && Cell == other.Cell;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Property other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_twin, Cell);

    /// <summary>Twin and name, for instance <c>pump-101/flow</c>.</summary>
    public override string ToString() => _twin is null ? "(no property)" : $"{Twin.Id}/{Name}";

    private static InvalidOperationException Unset() => new("This property handle is the default value and belongs to no twin; take handles from a twin.");
}
