using System.Text;

namespace DigitalTwin.Sdk;

/// <summary>
/// What kind of thing is measured, as exponents of the base quantities of the SI plus plane angle. Two units convert into each
/// other only if their dimensions are equal.
/// </summary>
/// <remarks>
/// Plane angle counts as a base quantity here (the SI treats it as a number), so that revolutions per minute and hertz do not mix.
/// The default is dimensionless. Immutable and thread-safe.
/// </remarks>
/// <param name="Length">Exponent of length.</param>
/// <param name="Mass">Exponent of mass.</param>
/// <param name="Time">Exponent of time.</param>
/// <param name="Current">Exponent of electric current.</param>
/// <param name="Temperature">Exponent of thermodynamic temperature.</param>
/// <param name="Amount">Exponent of amount of substance.</param>
/// <param name="Luminosity">Exponent of luminous intensity.</param>
/// <param name="Angle">Exponent of plane angle.</param>
public readonly record struct Dimension(
    sbyte Length = 0,
    sbyte Mass = 0,
    sbyte Time = 0,
    sbyte Current = 0,
    sbyte Temperature = 0,
    sbyte Amount = 0,
    sbyte Luminosity = 0,
    sbyte Angle = 0)
{
    /// <summary>No dimension: ratios, percentages, counts.</summary>
    public static Dimension None => default;

    /// <summary>Whether there is no dimension.</summary>
    public bool IsNone => this == default;

    /// <summary>The dimension of a product.</summary>
    /// <param name="left">Left factor.</param>
    /// <param name="right">Right factor.</param>
    public static Dimension operator *(Dimension left, Dimension right) => Combine(left, right, 1);

    /// <summary>The dimension of a quotient.</summary>
    /// <param name="left">Numerator.</param>
    /// <param name="right">Denominator.</param>
    public static Dimension operator /(Dimension left, Dimension right) => Combine(left, right, -1);

    /// <summary>The exponents of the base quantities, for instance <c>L2·M·T-3</c>; <c>1</c> if there is none.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, 'L', Length);
        Append(text, 'M', Mass);
        Append(text, 'T', Time);
        Append(text, 'I', Current);
        Append(text, 'Θ', Temperature);
        Append(text, 'N', Amount);
        Append(text, 'J', Luminosity);
        Append(text, 'A', Angle);
        return text.Length == 0 ? "1" : text.ToString();
    }

    private static void Append(StringBuilder text, char symbol, sbyte exponent)
    {
        if (exponent == 0)
            return;
        if (text.Length > 0)
            text.Append('·');
        text.Append(symbol);
        if (exponent != 1)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{exponent}");
    }

    private static Dimension Combine(Dimension a, Dimension b, int sign) => new(
        checked((sbyte)(a.Length + (sign * b.Length))),
        checked((sbyte)(a.Mass + (sign * b.Mass))),
        checked((sbyte)(a.Time + (sign * b.Time))),
        checked((sbyte)(a.Current + (sign * b.Current))),
        checked((sbyte)(a.Temperature + (sign * b.Temperature))),
        checked((sbyte)(a.Amount + (sign * b.Amount))),
        checked((sbyte)(a.Luminosity + (sign * b.Luminosity))),
        checked((sbyte)(a.Angle + (sign * b.Angle))));
}
