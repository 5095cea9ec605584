namespace DigitalTwin.Sdk.Physics;

/// <summary>What is known of a pump beyond its rated point. Every default is a usual value of a single-stage radial pump for cold water.</summary>
/// <remarks>Copied when a pump is made; changing it later changes nothing. Not thread-safe.</remarks>
public sealed class CentrifugalPumpOptions
{
    /// <summary>Head at no flow over rated head.</summary>
    /// <value>Above 1, at most 3; default 1.25.</value>
    public double ShutOffHeadRatio { get; set; } = 1.25;

    /// <summary>Shape of the head curve between shut-off and rated point: 0 is a straight line, 1 a parabola with its top at no flow.</summary>
    /// <value>0 to 1; default 1.</value>
    public double HeadCurvature { get; set; } = 1;

    /// <summary>Pump efficiency at the best-efficiency point.</summary>
    /// <value>Above 0, at most 1; default 0.80.</value>
    public double RatedEfficiency { get; set; } = 0.80;

    /// <summary>Shaft power at no flow over shaft power at the rated point.</summary>
    /// <value>Above 0, at most 2; default 0.5, which with the other defaults makes the power rise in a straight line.</value>
    public double ShutOffPowerRatio { get; set; } = 0.5;

    /// <summary>Density of the pumped liquid.</summary>
    /// <value>Above zero; default 998.2 kg/m³, water at 20 °C.</value>
    public Quantity Density { get; set; } = 998.2 * Units.KilogramPerCubicMetre;

    /// <summary>Efficiency of the motor and drive, taken as constant.</summary>
    /// <value>Above 0, at most 1; default 0.93.</value>
    public double MotorEfficiency { get; set; } = 0.93;

    /// <summary>Head the system needs at no flow: height to lift plus difference of pressure.</summary>
    /// <value>Finite and below the shut-off head; default 0 m, a closed circuit.</value>
    public Quantity StaticHead { get; set; } = 0 * Units.Metre;

    /// <summary>Resistance k of the system curve <c>H = StaticHead + k Q²</c>, for instance in <c>Units.Metre / (Units.CubicMetrePerHour * Units.CubicMetrePerHour)</c>.</summary>
    /// <value>Zero or above; default <c>null</c>: the system curve goes through the rated point.</value>
    public Quantity? SystemResistance { get; set; }

    /// <summary>NPSH required (NPSH3) at the rated point.</summary>
    /// <value>Above zero; default <c>null</c>: from a suction specific speed of 180 (1/min, m³/s, m), usual for radial impellers.</value>
    public Quantity? RatedNpshRequired { get; set; }

    /// <summary>NPSH required at no flow over that at the rated point; between them it rises with the square of the flow.</summary>
    /// <value>0 to 1; default 0.6.</value>
    public double ShutOffNpshRatio { get; set; } = 0.6;

    /// <summary>NPSH the suction side offers.</summary>
    /// <value>Finite; default 10 m, cold water from an open tank level with the pump, at sea level.</value>
    public Quantity NpshAvailable { get; set; } = 10 * Units.Metre;

    /// <summary>Sensor noise and how fast demand and wear may move; used by a filter only.</summary>
    /// <value>See <see cref="PumpNoise"/>.</value>
    public PumpNoise Noise { get; set; } = new();

    internal CentrifugalPumpOptions Copy()
    {
        var copy = (CentrifugalPumpOptions)MemberwiseClone();
        copy.Noise = Noise?.Copy()!; // Validate names a missing Noise; copying must not fail before it.
        return copy;
    }

    internal void Validate(List<string> failures)
    {
        Within(failures, nameof(ShutOffHeadRatio), ShutOffHeadRatio, above: 1, atMost: 3);
        if (!(HeadCurvature is >= 0 and <= 1))
            failures.Add($"{nameof(HeadCurvature)} must be from 0 to 1, not {HeadCurvature}.");
        Within(failures, nameof(RatedEfficiency), RatedEfficiency, above: 0, atMost: 1);
        Within(failures, nameof(ShutOffPowerRatio), ShutOffPowerRatio, above: 0, atMost: 2);
        Within(failures, nameof(MotorEfficiency), MotorEfficiency, above: 0, atMost: 1);
        if (!(ShutOffNpshRatio is >= 0 and <= 1))
            failures.Add($"{nameof(ShutOffNpshRatio)} must be from 0 to 1, not {ShutOffNpshRatio}.");
        Measures(failures, nameof(Density), Density, Dimensions.Density, least: double.Epsilon);
        Measures(failures, nameof(StaticHead), StaticHead, Dimensions.Length, least: double.MinValue);
        Measures(failures, nameof(NpshAvailable), NpshAvailable, Dimensions.Length, least: double.MinValue);
        if (RatedNpshRequired is { } npsh)
            Measures(failures, nameof(RatedNpshRequired), npsh, Dimensions.Length, least: double.Epsilon);
        if (SystemResistance is { } resistance)
            Measures(failures, nameof(SystemResistance), resistance, Dimensions.Length / (Dimensions.VolumeFlow * Dimensions.VolumeFlow), least: 0);
        if (Noise is null)
            failures.Add($"{nameof(Noise)} must not be null.");
        else
            Noise.Validate(failures);
    }

    internal static void Within(List<string> failures, string name, double value, double above, double atMost)
    {
        if (!(value > above && value <= atMost))
            failures.Add($"{name} must be above {above} and at most {atMost}, not {value}.");
    }

    private static void Measures(List<string> failures, string name, Quantity value, Dimension dimension, double least)
    {
        if (value.Unit.Dimension != dimension)
            failures.Add($"{name} is in '{value.Unit}' ({value.Unit.Dimension}), but must measure {dimension}.");
        else if (!double.IsFinite(value.SI) || value.SI < least)
            failures.Add($"{name} must be finite{(least >= 0 ? least > 0 ? " and above zero" : " and not below zero" : "")}, not {value}.");
    }
}
