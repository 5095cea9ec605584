namespace DigitalTwin.Sdk;

/// <summary>The dimensions of the quantities that plants measure, by name.</summary>
public static class Dimensions
{
    /// <summary>Length, L.</summary>
    public static Dimension Length { get; } = new(Length: 1);

    /// <summary>Area, L².</summary>
    public static Dimension Area { get; } = new(Length: 2);

    /// <summary>Volume, L³.</summary>
    public static Dimension Volume { get; } = new(Length: 3);

    /// <summary>Mass, M.</summary>
    public static Dimension Mass { get; } = new(Mass: 1);

    /// <summary>Time, T.</summary>
    public static Dimension Time { get; } = new(Time: 1);

    /// <summary>Electric current, I.</summary>
    public static Dimension Current { get; } = new(Current: 1);

    /// <summary>Thermodynamic temperature, Θ.</summary>
    public static Dimension Temperature { get; } = new(Temperature: 1);

    /// <summary>Plane angle, A.</summary>
    public static Dimension Angle { get; } = new(Angle: 1);

    /// <summary>Frequency, T⁻¹.</summary>
    public static Dimension Frequency { get; } = new(Time: -1);

    /// <summary>Angular velocity, A·T⁻¹.</summary>
    public static Dimension AngularVelocity { get; } = new(Angle: 1, Time: -1);

    /// <summary>Velocity, L·T⁻¹.</summary>
    public static Dimension Velocity { get; } = new(Length: 1, Time: -1);

    /// <summary>Acceleration, L·T⁻².</summary>
    public static Dimension Acceleration { get; } = new(Length: 1, Time: -2);

    /// <summary>Volume flow rate, L³·T⁻¹.</summary>
    public static Dimension VolumeFlow { get; } = new(Length: 3, Time: -1);

    /// <summary>Mass flow rate, M·T⁻¹.</summary>
    public static Dimension MassFlow { get; } = new(Mass: 1, Time: -1);

    /// <summary>Density, M·L⁻³.</summary>
    public static Dimension Density { get; } = new(Mass: 1, Length: -3);

    /// <summary>Force, M·L·T⁻².</summary>
    public static Dimension Force { get; } = new(Mass: 1, Length: 1, Time: -2);

    /// <summary>Torque as energy per angle, M·L²·T⁻²·A⁻¹.</summary>
    public static Dimension Torque { get; } = new(Mass: 1, Length: 2, Time: -2, Angle: -1);

    /// <summary>Pressure, M·L⁻¹·T⁻².</summary>
    public static Dimension Pressure { get; } = new(Mass: 1, Length: -1, Time: -2);

    /// <summary>Energy, M·L²·T⁻².</summary>
    public static Dimension Energy { get; } = new(Mass: 1, Length: 2, Time: -2);

    /// <summary>Power, M·L²·T⁻³.</summary>
    public static Dimension Power { get; } = new(Mass: 1, Length: 2, Time: -3);

    /// <summary>Irradiance, M·T⁻³.</summary>
    public static Dimension Irradiance { get; } = new(Mass: 1, Time: -3);

    /// <summary>Voltage, M·L²·T⁻³·I⁻¹.</summary>
    public static Dimension Voltage { get; } = new(Mass: 1, Length: 2, Time: -3, Current: -1);

    /// <summary>Electric resistance, M·L²·T⁻³·I⁻².</summary>
    public static Dimension Resistance { get; } = new(Mass: 1, Length: 2, Time: -3, Current: -2);

    /// <summary>Illuminance, J·L⁻².</summary>
    public static Dimension Illuminance { get; } = new(Luminosity: 1, Length: -2);
}
