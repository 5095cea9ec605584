namespace DigitalTwin.Sdk;

/// <summary>A property that may be commanded: it has a reported value like any other and beside it a desired one.</summary>
/// <remarks>Converts to <see cref="Property{T}"/> wherever a property is wanted. Storing a desired value writes nothing to the plant; only Control does, through a guard.</remarks>
/// <typeparam name="T">Type of the values; numbers are in <see cref="Unit"/>.</typeparam>
public readonly struct Setpoint<T> : IEquatable<Setpoint<T>>
{
    private readonly Property<T> _property;

    internal Setpoint(Property<T> property) => _property = property;

    /// <summary>The reported side as an ordinary property.</summary>
    public Property<T> Reported => _property;

    /// <summary>The twin it belongs to.</summary>
    public Twin Twin => _property.Twin;

    /// <summary>Name, with its component if it has one.</summary>
    public string Name => _property.Name;

    /// <summary>Unit of its values.</summary>
    public UnitOfMeasure? Unit => _property.Unit;

    /// <summary>What the model says about it.</summary>
    public PropertyDefinition Definition => _property.Definition;

    /// <summary>What it ought to be; null if nothing is desired.</summary>
    public DesiredValue? Desired => _property.Lane.ReadDesired(_property.Row, _property.Cell);

    /// <summary>The reported side.</summary>
    /// <param name="setpoint">The set-point.</param>
    public static implicit operator Property<T>(Setpoint<T> setpoint) => setpoint._property;

    /// <summary>The reported side without its type.</summary>
    /// <param name="setpoint">The set-point.</param>
    public static implicit operator Property(Setpoint<T> setpoint) => setpoint._property.ToProperty();

    /// <summary>Whether both are the same set-point of the same twin.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    public static bool operator ==(Setpoint<T> left, Setpoint<T> right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    public static bool operator !=(Setpoint<T> left, Setpoint<T> right) => !left.Equals(right);

    /// <summary>The set-point as an ordinary property.</summary>
    public Property<T> ToProperty() => _property;

    /// <summary>The reported value with its times and quality.</summary>
    public Sample<T> Read() => _property.Read();

    /// <inheritdoc/>
    public bool Equals(Setpoint<T> other) => _property == other._property;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Setpoint<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _property.GetHashCode();

    /// <summary>Twin and name, for instance <c>pump-101/speed</c>.</summary>
    public override string ToString() => _property.ToString();
}
