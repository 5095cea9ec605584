namespace DigitalTwin.Sdk;

/// <summary>A worked-out conversion between two units: <c>y = Factor * x + Shift</c>.</summary>
/// <remarks>The default turns everything into zero; take conversions from <see cref="UnitOfMeasure.ConversionTo"/>.</remarks>
/// <param name="Factor">What to multiply by.</param>
/// <param name="Shift">What to add afterwards; zero but for temperature scales.</param>
public readonly record struct UnitConversion(double Factor, double Shift)
{
    /// <summary>The conversion that changes nothing.</summary>
    public static UnitConversion Identity => new(1, 0);

    /// <summary>Whether nothing changes.</summary>
    public bool IsIdentity => Factor == 1 && Shift == 0;

    /// <summary>Converts a point on the scale.</summary>
    /// <param name="value">A value in the source unit; NaN stays NaN.</param>
    public double Apply(double value) => (Factor * value) + Shift;

    /// <summary>Converts a difference, so without the shift: a step of 1 °C is a step of 1.8 °F.</summary>
    /// <param name="difference">A difference in the source unit; NaN stays NaN.</param>
    public double ApplyToDifference(double difference) => Factor * difference;
}
