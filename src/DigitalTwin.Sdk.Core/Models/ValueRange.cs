using System.Globalization;

namespace DigitalTwin.Sdk;

/// <summary>A closed interval of numbers in the unit of the property it belongs to.</summary>
/// <remarks>The default is the point 0. NaN is in no range.</remarks>
public readonly record struct ValueRange
{
    /// <summary>Makes a range.</summary>
    /// <param name="min">Lowest value inside; may be negative infinity.</param>
    /// <param name="max">Highest value inside; may be positive infinity.</param>
    /// <exception cref="ArgumentException">A bound is NaN, or the lower is above the upper.</exception>
    public ValueRange(double min, double max)
    {
        if (!(min <= max))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A range needs min <= max, not {min} and {max}."));
        Min = min;
        Max = max;
    }

    /// <summary>Lowest value inside.</summary>
    public double Min { get; }

    /// <summary>Highest value inside.</summary>
    public double Max { get; }

    /// <summary>Whether the value lies inside, bounds included.</summary>
    /// <param name="value">A value; NaN is outside.</param>
    public bool Contains(double value) => value >= Min && value <= Max;

    /// <summary>The bounds, for instance <c>[0, 400]</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Min}, {Max}]");
}
