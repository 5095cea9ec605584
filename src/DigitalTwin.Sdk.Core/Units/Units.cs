using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace DigitalTwin.Sdk;

/// <summary>The units that plants use. Scales are exact by definition (BIPM SI Brochure, 9th edition, 2019; NIST SP 811, 2008) unless stated.</summary>
/// <remarks>
/// A unit named by text, in a configuration or a payload, is found by <see cref="Find"/> or <see cref="TryFind"/>. Thread-safe.
/// </remarks>
public static class Units
{
    private const double Hour = 3600;
    private const double Inch = 0.0254;

    /// <summary>A number without a dimension; symbol <c>1</c>.</summary>
    public static UnitOfMeasure One { get; } = new("1", Dimension.None, 1);

    /// <summary>Percent, %.</summary>
    public static UnitOfMeasure Percent { get; } = new("%", Dimension.None, 0.01);

    /// <summary>Parts per million, ppm.</summary>
    public static UnitOfMeasure PartPerMillion { get; } = new("ppm", Dimension.None, 1e-6);

    /// <summary>Second, s.</summary>
    public static UnitOfMeasure Second { get; } = new("s", Dimensions.Time, 1);

    /// <summary>Millisecond, ms.</summary>
    public static UnitOfMeasure Millisecond { get; } = new("ms", Dimensions.Time, 1e-3);

    /// <summary>Minute, min.</summary>
    public static UnitOfMeasure Minute { get; } = new("min", Dimensions.Time, 60);

    /// <summary>Hour, h.</summary>
    public static UnitOfMeasure HourOfTime { get; } = new("h", Dimensions.Time, Hour);

    /// <summary>Day of 24 hours, d.</summary>
    public static UnitOfMeasure Day { get; } = new("d", Dimensions.Time, 24 * Hour);

    /// <summary>Metre, m.</summary>
    public static UnitOfMeasure Metre { get; } = new("m", Dimensions.Length, 1);

    /// <summary>Millimetre, mm.</summary>
    public static UnitOfMeasure Millimetre { get; } = new("mm", Dimensions.Length, 1e-3);

    /// <summary>Micrometre, µm.</summary>
    public static UnitOfMeasure Micrometre { get; } = new("µm", Dimensions.Length, 1e-6);

    /// <summary>Kilometre, km.</summary>
    public static UnitOfMeasure Kilometre { get; } = new("km", Dimensions.Length, 1e3);

    /// <summary>Inch, in.</summary>
    public static UnitOfMeasure InchOfLength { get; } = new("in", Dimensions.Length, Inch);

    /// <summary>Foot, ft.</summary>
    public static UnitOfMeasure Foot { get; } = new("ft", Dimensions.Length, 12 * Inch);

    /// <summary>Square metre, m².</summary>
    public static UnitOfMeasure SquareMetre { get; } = new("m²", Dimensions.Area, 1);

    /// <summary>Cubic metre, m³.</summary>
    public static UnitOfMeasure CubicMetre { get; } = new("m³", Dimensions.Volume, 1);

    /// <summary>Litre, L.</summary>
    public static UnitOfMeasure Litre { get; } = new("L", Dimensions.Volume, 1e-3);

    /// <summary>US liquid gallon, gal.</summary>
    public static UnitOfMeasure GallonUS { get; } = new("gal", Dimensions.Volume, 231 * Inch * Inch * Inch);

    /// <summary>Kilogram, kg.</summary>
    public static UnitOfMeasure Kilogram { get; } = new("kg", Dimensions.Mass, 1);

    /// <summary>Tonne, t.</summary>
    public static UnitOfMeasure Tonne { get; } = new("t", Dimensions.Mass, 1e3);

    /// <summary>Kilogram per cubic metre, kg/m³.</summary>
    public static UnitOfMeasure KilogramPerCubicMetre { get; } = new("kg/m³", Dimensions.Density, 1);

    /// <summary>Metre per second, m/s.</summary>
    public static UnitOfMeasure MetrePerSecond { get; } = new("m/s", Dimensions.Velocity, 1);

    /// <summary>Millimetre per second, mm/s: the unit of vibration velocity in ISO 20816.</summary>
    public static UnitOfMeasure MillimetrePerSecond { get; } = new("mm/s", Dimensions.Velocity, 1e-3);

    /// <summary>Metre per second squared, m/s².</summary>
    public static UnitOfMeasure MetrePerSecondSquared { get; } = new("m/s²", Dimensions.Acceleration, 1);

    /// <summary>Standard gravity, g = 9.80665 m/s²: the unit of vibration acceleration.</summary>
    public static UnitOfMeasure StandardGravity { get; } = new("g", Dimensions.Acceleration, 9.80665);

    /// <summary>Cubic metre per second, m³/s.</summary>
    public static UnitOfMeasure CubicMetrePerSecond { get; } = new("m³/s", Dimensions.VolumeFlow, 1);

    /// <summary>Cubic metre per hour, m³/h.</summary>
    public static UnitOfMeasure CubicMetrePerHour { get; } = new("m³/h", Dimensions.VolumeFlow, 1 / Hour);

    /// <summary>Litre per second, L/s.</summary>
    public static UnitOfMeasure LitrePerSecond { get; } = new("L/s", Dimensions.VolumeFlow, 1e-3);

    /// <summary>Litre per minute, L/min.</summary>
    public static UnitOfMeasure LitrePerMinute { get; } = new("L/min", Dimensions.VolumeFlow, 1e-3 / 60);

    /// <summary>US gallon per minute, gpm.</summary>
    public static UnitOfMeasure GallonPerMinuteUS { get; } = new("gpm", Dimensions.VolumeFlow, 231 * Inch * Inch * Inch / 60);

    /// <summary>Kilogram per second, kg/s.</summary>
    public static UnitOfMeasure KilogramPerSecond { get; } = new("kg/s", Dimensions.MassFlow, 1);

    /// <summary>Kilogram per hour, kg/h.</summary>
    public static UnitOfMeasure KilogramPerHour { get; } = new("kg/h", Dimensions.MassFlow, 1 / Hour);

    /// <summary>Newton, N.</summary>
    public static UnitOfMeasure Newton { get; } = new("N", Dimensions.Force, 1);

    /// <summary>Newton metre, N·m, of torque. Torque is energy per angle, so it does not mix with joule.</summary>
    public static UnitOfMeasure NewtonMetre { get; } = new("N·m", Dimensions.Torque, 1);

    /// <summary>Pascal, Pa.</summary>
    public static UnitOfMeasure Pascal { get; } = new("Pa", Dimensions.Pressure, 1);

    /// <summary>Kilopascal, kPa.</summary>
    public static UnitOfMeasure Kilopascal { get; } = new("kPa", Dimensions.Pressure, 1e3);

    /// <summary>Megapascal, MPa.</summary>
    public static UnitOfMeasure Megapascal { get; } = new("MPa", Dimensions.Pressure, 1e6);

    /// <summary>Bar, bar.</summary>
    public static UnitOfMeasure Bar { get; } = new("bar", Dimensions.Pressure, 1e5);

    /// <summary>Millibar, mbar.</summary>
    public static UnitOfMeasure Millibar { get; } = new("mbar", Dimensions.Pressure, 1e2);

    /// <summary>Pound-force per square inch, psi.</summary>
    public static UnitOfMeasure PoundPerSquareInch { get; } = new("psi", Dimensions.Pressure, 0.45359237 * 9.80665 / (Inch * Inch));

    /// <summary>Joule, J.</summary>
    public static UnitOfMeasure Joule { get; } = new("J", Dimensions.Energy, 1);

    /// <summary>Kilojoule, kJ.</summary>
    public static UnitOfMeasure Kilojoule { get; } = new("kJ", Dimensions.Energy, 1e3);

    /// <summary>Megajoule, MJ.</summary>
    public static UnitOfMeasure Megajoule { get; } = new("MJ", Dimensions.Energy, 1e6);

    /// <summary>Kilowatt-hour, kWh.</summary>
    public static UnitOfMeasure KilowattHour { get; } = new("kWh", Dimensions.Energy, 1e3 * Hour);

    /// <summary>Watt, W.</summary>
    public static UnitOfMeasure Watt { get; } = new("W", Dimensions.Power, 1);

    /// <summary>Kilowatt, kW.</summary>
    public static UnitOfMeasure Kilowatt { get; } = new("kW", Dimensions.Power, 1e3);

    /// <summary>Megawatt, MW.</summary>
    public static UnitOfMeasure Megawatt { get; } = new("MW", Dimensions.Power, 1e6);

    /// <summary>Mechanical horsepower, hp, 550 ft·lbf/s.</summary>
    public static UnitOfMeasure Horsepower { get; } = new("hp", Dimensions.Power, 550 * 12 * Inch * 0.45359237 * 9.80665);

    /// <summary>Watt per square metre, W/m².</summary>
    public static UnitOfMeasure WattPerSquareMetre { get; } = new("W/m²", Dimensions.Irradiance, 1);

    /// <summary>Kelvin, K; also the step of a temperature difference.</summary>
    public static UnitOfMeasure Kelvin { get; } = new("K", Dimensions.Temperature, 1);

    /// <summary>Degree Celsius, °C: a point on the scale. Differences are in <see cref="Kelvin"/>.</summary>
    public static UnitOfMeasure DegreeCelsius { get; } = new("°C", Dimensions.Temperature, 1, 273.15);

    /// <summary>Degree Fahrenheit, °F: a point on the scale.</summary>
    public static UnitOfMeasure DegreeFahrenheit { get; } = new("°F", Dimensions.Temperature, 5.0 / 9.0, 459.67 * 5.0 / 9.0);

    /// <summary>Volt, V.</summary>
    public static UnitOfMeasure Volt { get; } = new("V", Dimensions.Voltage, 1);

    /// <summary>Ampere, A.</summary>
    public static UnitOfMeasure Ampere { get; } = new("A", Dimensions.Current, 1);

    /// <summary>Milliampere, mA: the unit of a 4–20 mA loop.</summary>
    public static UnitOfMeasure Milliampere { get; } = new("mA", Dimensions.Current, 1e-3);

    /// <summary>Ohm, Ω.</summary>
    public static UnitOfMeasure Ohm { get; } = new("Ω", Dimensions.Resistance, 1);

    /// <summary>Hertz, Hz: cycles per second. Not an angular velocity; see <see cref="RevolutionPerMinute"/>.</summary>
    public static UnitOfMeasure Hertz { get; } = new("Hz", Dimensions.Frequency, 1);

    /// <summary>Radian, rad.</summary>
    public static UnitOfMeasure Radian { get; } = new("rad", Dimensions.Angle, 1);

    /// <summary>Degree of angle, °.</summary>
    public static UnitOfMeasure Degree { get; } = new("°", Dimensions.Angle, Math.PI / 180);

    /// <summary>Radian per second, rad/s.</summary>
    public static UnitOfMeasure RadianPerSecond { get; } = new("rad/s", Dimensions.AngularVelocity, 1);

    /// <summary>Revolution per minute, rpm.</summary>
    public static UnitOfMeasure RevolutionPerMinute { get; } = new("rpm", Dimensions.AngularVelocity, 2 * Math.PI / 60);

    /// <summary>Lux, lx. Solid angle is treated as a number.</summary>
    public static UnitOfMeasure Lux { get; } = new("lx", Dimensions.Illuminance, 1);

    /// <summary>Every unit of this class.</summary>
    public static ImmutableArray<UnitOfMeasure> All => UnitLookup.All;

    /// <summary>The unit that a text names, for configurations: <c>Units.Find("m3/h")</c> is <see cref="CubicMetrePerHour"/>.</summary>
    /// <param name="symbol">
    /// A symbol of <see cref="All"/> or a usual spelling of it, such as <c>m3/h</c>, <c>l/s</c>, <c>degC</c>, <c>C</c>, <c>1/min</c>,
    /// <c>KWH</c>; blanks around it are ignored. Case counts, because mPa is not MPa. <c>g</c> is <see cref="StandardGravity"/>,
    /// <c>C</c> and <c>F</c> are temperatures, <c>m</c> is metre, and <c>1/min</c> is <see cref="RevolutionPerMinute"/>.
    /// </param>
    /// <exception cref="ArgumentException">No unit is spelled so. Make a <see cref="UnitOfMeasure"/> of your own for it.</exception>
    public static UnitOfMeasure Find(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        if (TryFind(symbol, out var unit))
            return unit;
        var close = UnitLookup.BySymbol.Keys.Where(key => key.Equals(symbol.Trim(), StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToArray();
        var hint = close.Length == 0 ? "" : $" Case counts; did you mean '{string.Join("' or '", close)}'?";
        throw new ArgumentException($"No unit is spelled '{symbol}'.{hint}", nameof(symbol));
    }

    /// <summary>Looks up the unit that a text names, for texts that come with data and may be anything.</summary>
    /// <param name="symbol">As in <see cref="Find"/>; null finds nothing.</param>
    /// <param name="unit">The unit, or null if there is none of this spelling.</param>
    /// <returns>Whether a unit was found.</returns>
    public static bool TryFind(string? symbol, [NotNullWhen(true)] out UnitOfMeasure? unit)
    {
        unit = null;
        return symbol is not null && UnitLookup.BySymbol.TryGetValue(symbol.Trim(), out unit);
    }
}
