namespace DigitalTwin.Sdk;

/// <summary>A unit such as m³/h or °C: a symbol, a dimension, and how to reach the coherent SI unit.</summary>
/// <remarks>
/// A value in the coherent SI unit is <c>value * Scale + Offset</c> (semantics M4). Only temperature scales have an offset; such a
/// unit marks a point on a scale, so it can be neither multiplied nor summed with itself, and the difference of two points is in
/// <see cref="Difference"/>. Immutable and thread-safe. Two units are equal when symbol, dimension, scale and offset are.
/// </remarks>
public sealed record UnitOfMeasure
{
    /// <summary>Makes a unit of your own; the usual ones are in <see cref="Units"/>.</summary>
    /// <param name="symbol">What is printed behind the number, for instance <c>m³/h</c>.</param>
    /// <param name="dimension">What is measured.</param>
    /// <param name="scale">How many coherent SI units one of this unit is; finite and above zero.</param>
    /// <param name="offset">What zero of this unit is in the coherent SI unit; zero but for temperature scales.</param>
    /// <exception cref="ArgumentException">The symbol is empty, the scale is not a finite number above zero, or the offset is not finite.</exception>
    public UnitOfMeasure(string symbol, Dimension dimension, double scale, double offset = 0)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(symbol);
        if (!(scale > 0) || !double.IsFinite(scale))
            throw new ArgumentException($"Unit '{symbol}': the scale must be a finite number above zero, not {scale}.", nameof(scale));
        if (!double.IsFinite(offset))
            throw new ArgumentException($"Unit '{symbol}': the offset must be finite, not {offset}.", nameof(offset));
        Symbol = symbol;
        Dimension = dimension;
        Scale = scale;
        Offset = offset;
    }

    /// <summary>What is printed behind the number.</summary>
    public string Symbol { get; }

    /// <summary>What is measured.</summary>
    public Dimension Dimension { get; }

    /// <summary>How many coherent SI units one of this unit is.</summary>
    public double Scale { get; }

    /// <summary>What zero of this unit is in the coherent SI unit.</summary>
    public double Offset { get; }

    /// <summary>Whether zero of this unit is not zero of the coherent SI unit, as with °C.</summary>
    public bool IsAffine => Offset != 0;

    /// <summary>The unit in which two values of this unit differ: itself, but for °C and °F their step without the offset.</summary>
    public UnitOfMeasure Difference => IsAffine ? new UnitOfMeasure("Δ" + Symbol, Dimension, Scale) : this;

    /// <summary>A quantity of so many of this unit.</summary>
    /// <param name="value">How many.</param>
    /// <param name="unit">The unit.</param>
    public static Quantity operator *(double value, UnitOfMeasure unit) => new(value, unit);

    /// <summary>The unit of a product, for instance kW · h.</summary>
    /// <param name="left">Left factor.</param>
    /// <param name="right">Right factor.</param>
    /// <exception cref="InvalidOperationException">One of the units has an offset.</exception>
    public static UnitOfMeasure operator *(UnitOfMeasure left, UnitOfMeasure right)
    {
        RequireLinear(left, right);
        return new UnitOfMeasure($"{left.Symbol}·{right.Symbol}", left.Dimension * right.Dimension, left.Scale * right.Scale);
    }

    /// <summary>The unit of a quotient, for instance m³ / h.</summary>
    /// <param name="left">Numerator.</param>
    /// <param name="right">Denominator.</param>
    /// <exception cref="InvalidOperationException">One of the units has an offset.</exception>
    public static UnitOfMeasure operator /(UnitOfMeasure left, UnitOfMeasure right)
    {
        RequireLinear(left, right);
        return new UnitOfMeasure($"{left.Symbol}/{right.Symbol}", left.Dimension / right.Dimension, left.Scale / right.Scale);
    }

    /// <summary>Whether values of this unit can be told in the other.</summary>
    /// <param name="other">The other unit.</param>
    public bool ConvertsTo(UnitOfMeasure other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Dimension == other.Dimension;
    }

    /// <summary>Tells a value of this unit in another: a point on a scale, so 0 °C is 273.15 K.</summary>
    /// <param name="value">A value in this unit; NaN stays NaN.</param>
    /// <param name="target">The unit wanted.</param>
    /// <exception cref="UnitMismatchException">The dimensions differ.</exception>
    public double Convert(double value, UnitOfMeasure target)
    {
        var conversion = ConversionTo(target);
        return conversion.Apply(value);
    }

    /// <summary>The conversion from this unit into another, worked out once for hot paths.</summary>
    /// <param name="target">The unit wanted.</param>
    /// <exception cref="UnitMismatchException">The dimensions differ.</exception>
    public UnitConversion ConversionTo(UnitOfMeasure target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (Dimension != target.Dimension)
            throw new UnitMismatchException(this, target);
        if (Scale == target.Scale && Offset == target.Offset)
            return UnitConversion.Identity;
        return new UnitConversion(Scale / target.Scale, (Offset - target.Offset) / target.Scale);
    }

    /// <summary>The symbol.</summary>
    public override string ToString() => Symbol;

    private static void RequireLinear(UnitOfMeasure left, UnitOfMeasure right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.IsAffine || right.IsAffine)
            throw new InvalidOperationException($"'{(left.IsAffine ? left : right).Symbol}' marks a point on a scale and has no product; use its Difference.");
    }
}
