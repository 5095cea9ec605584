using System.Globalization;

namespace DigitalTwin.Sdk;

/// <summary>A number with its unit, for instance <c>250 * Units.CubicMetrePerHour</c>.</summary>
/// <remarks>
/// Sums, differences and comparisons convert the right side into the left side's unit and refuse another dimension. A point on a
/// temperature scale plus a difference is a point; a point minus a point is a difference; a point plus a point is refused.
/// Equality compares what is measured, not how it is written: <c>1 * Units.Kilowatt == 1000 * Units.Watt</c>.
/// The default is zero without a dimension. Immutable and thread-safe.
/// </remarks>
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    private readonly UnitOfMeasure? _unit;

    /// <summary>Makes a quantity.</summary>
    /// <param name="value">How many of the unit.</param>
    /// <param name="unit">The unit.</param>
    public Quantity(double value, UnitOfMeasure unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        Value = value;
        _unit = unit;
    }

    /// <summary>How many of <see cref="Unit"/>.</summary>
    public double Value { get; }

    /// <summary>The unit.</summary>
    public UnitOfMeasure Unit => _unit ?? Units.One;

    /// <summary>The value in the coherent SI unit of its dimension.</summary>
    public double SI => (Value * Unit.Scale) + Unit.Offset;

    /// <summary>The sum, in the unit of the point on a scale if one side is one, else in the left side's.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    /// <exception cref="UnitMismatchException">The dimensions differ.</exception>
    /// <exception cref="InvalidOperationException">Both sides are points on a temperature scale.</exception>
    public static Quantity operator +(Quantity left, Quantity right)
    {
        if (left.Unit.IsAffine && right.Unit.IsAffine)
            throw new InvalidOperationException($"Two points on a scale ({left} and {right}) have no sum; make one of them a difference.");
        return right.Unit.IsAffine ? right.Plus(left, 1) : left.Plus(right, 1);
    }

    /// <summary>The difference, in the left side's unit; of two points on a temperature scale, in its <see cref="UnitOfMeasure.Difference"/>.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    /// <exception cref="UnitMismatchException">The dimensions differ.</exception>
    /// <exception cref="InvalidOperationException">A point on a temperature scale is taken from a difference.</exception>
    public static Quantity operator -(Quantity left, Quantity right)
    {
        if (!right.Unit.IsAffine)
            return left.Plus(right, -1);
        if (left.Unit.Dimension != right.Unit.Dimension)
            throw new UnitMismatchException(right.Unit, left.Unit);
        if (!left.Unit.IsAffine && left.Unit.Scale != right.Unit.Scale)
            throw new InvalidOperationException($"A point on a scale ({right}) cannot be taken from {left}.");
        var difference = left.Unit.Difference;
        return new Quantity(left.Value - right.In(left.Unit), difference);
    }

    /// <summary>The negative.</summary>
    /// <param name="quantity">What to negate.</param>
    public static Quantity operator -(Quantity quantity) => new(-quantity.Value, quantity.Unit);

    /// <summary>So many times as much.</summary>
    /// <param name="factor">How many times.</param>
    /// <param name="quantity">Of what.</param>
    public static Quantity operator *(double factor, Quantity quantity) => new(factor * quantity.Value, quantity.Unit);

    /// <summary>So many times as much.</summary>
    /// <param name="quantity">Of what.</param>
    /// <param name="factor">How many times.</param>
    public static Quantity operator *(Quantity quantity, double factor) => new(factor * quantity.Value, quantity.Unit);

    /// <summary>The product, in the product of the units.</summary>
    /// <param name="left">Left factor.</param>
    /// <param name="right">Right factor.</param>
    public static Quantity operator *(Quantity left, Quantity right) => new(left.Value * right.Value, left.Unit * right.Unit);

    /// <summary>The quotient, in the quotient of the units.</summary>
    /// <param name="left">Numerator.</param>
    /// <param name="right">Denominator.</param>
    public static Quantity operator /(Quantity left, Quantity right) => new(left.Value / right.Value, left.Unit / right.Unit);

    /// <summary>A part of it.</summary>
    /// <param name="quantity">Of what.</param>
    /// <param name="divisor">How many parts.</param>
    public static Quantity operator /(Quantity quantity, double divisor) => new(quantity.Value / divisor, quantity.Unit);

    /// <summary>Whether both measure the same.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    public static bool operator ==(Quantity left, Quantity right) => left.Equals(right);

    /// <summary>Whether they measure something different.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    public static bool operator !=(Quantity left, Quantity right) => !left.Equals(right);

    /// <summary>Whether the left side is less.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    public static bool operator <(Quantity left, Quantity right) => left.Value < right.In(left.Unit);

    /// <summary>Whether the left side is more.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    public static bool operator >(Quantity left, Quantity right) => left.Value > right.In(left.Unit);

    /// <summary>Whether the left side is less or equal.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    public static bool operator <=(Quantity left, Quantity right) => left.Value <= right.In(left.Unit);

    /// <summary>Whether the left side is more or equal.</summary>
    /// <param name="left">Left side.</param>
    /// <param name="right">Right side.</param>
    public static bool operator >=(Quantity left, Quantity right) => left.Value >= right.In(left.Unit);

    /// <summary>The number of another unit that measures the same.</summary>
    /// <param name="unit">The unit wanted.</param>
    /// <exception cref="UnitMismatchException">The dimensions differ.</exception>
    public double In(UnitOfMeasure unit) => Unit.Convert(Value, unit);

    /// <summary>The same quantity, written in another unit.</summary>
    /// <param name="unit">The unit wanted.</param>
    /// <exception cref="UnitMismatchException">The dimensions differ.</exception>
    public Quantity To(UnitOfMeasure unit) => new(In(unit), unit);

    /// <inheritdoc/>
    public bool Equals(Quantity other) =>
        Unit.Dimension == other.Unit.Dimension && (Unit == other.Unit ? Value.Equals(other.Value) : SI.Equals(other.SI));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Unit.Dimension, SI);

    /// <summary>Orders quantities of one dimension.</summary>
    /// <param name="other">The other quantity.</param>
    /// <exception cref="UnitMismatchException">The dimensions differ.</exception>
    public int CompareTo(Quantity other) => Value.CompareTo(other.In(Unit));

    /// <summary>Number and symbol, for instance <c>250 m³/h</c>, in the invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value} {Unit.Symbol}");

    private Quantity Plus(Quantity other, int sign)
    {
        if (Unit.Dimension != other.Unit.Dimension)
            throw new UnitMismatchException(other.Unit, Unit);
        return new Quantity(Value + (sign * other.Value * other.Unit.Scale / Unit.Scale), Unit);
    }
}
