using System.Collections.Frozen;
using System.Collections.Immutable;
using static DigitalTwin.Sdk.Units;

namespace DigitalTwin.Sdk;

/// <summary>The table behind <see cref="Units.All"/> and <see cref="Units.Find"/>; no reflection, so it survives trimming.</summary>
internal static class UnitLookup
{
    internal static readonly ImmutableArray<UnitOfMeasure> All =
    [
        One, Percent, PartPerMillion,
        Second, Millisecond, Minute, HourOfTime, Day,
        Metre, Millimetre, Micrometre, Kilometre, InchOfLength, Foot, SquareMetre, CubicMetre, Litre, GallonUS,
        Kilogram, Tonne, KilogramPerCubicMetre,
        MetrePerSecond, MillimetrePerSecond, MetrePerSecondSquared, StandardGravity,
        CubicMetrePerSecond, CubicMetrePerHour, LitrePerSecond, LitrePerMinute, GallonPerMinuteUS, KilogramPerSecond, KilogramPerHour,
        Newton, NewtonMetre, Pascal, Kilopascal, Megapascal, Bar, Millibar, PoundPerSquareInch,
        Joule, Kilojoule, Megajoule, KilowattHour, Watt, Kilowatt, Megawatt, Horsepower, WattPerSquareMetre,
        Kelvin, DegreeCelsius, DegreeFahrenheit, Volt, Ampere, Milliampere, Ohm,
        Hertz, Radian, Degree, RadianPerSecond, RevolutionPerMinute, Lux,
    ];

    /// <summary>
    /// Every accepted spelling. Matching is exact because case carries meaning (mPa is not MPa), so each upper-case spelling that
    /// controllers send is listed rather than guessed.
    /// </summary>
    internal static readonly FrozenDictionary<string, UnitOfMeasure> BySymbol = Build();

    private static FrozenDictionary<string, UnitOfMeasure> Build()
    {
        var table = new Dictionary<string, UnitOfMeasure>(StringComparer.Ordinal);
        foreach (var unit in All)
            table.Add(unit.Symbol, unit);
        AddGeometryAndTime(table);
        AddFlowAndPressure(table);
        AddEnergyAndElectricity(table);
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static void AddGeometryAndTime(Dictionary<string, UnitOfMeasure> table)
    {
        Add(table, Percent, "percent", "pct", "PCT");
        Add(table, PartPerMillion, "PPM");
        Add(table, Second, "sec", "SEC");
        Add(table, Millisecond, "msec");
        Add(table, Minute, "MIN");
        Add(table, HourOfTime, "hr", "HR");
        Add(table, Micrometre, "\u03BCm", "um");
        Add(table, InchOfLength, "inch", "IN");
        Add(table, Foot, "FT");
        Add(table, SquareMetre, "m2", "m^2", "sqm");
        Add(table, CubicMetre, "m3", "m^3", "M3", "cbm");
        Add(table, Litre, "l", "ltr");
        Add(table, KilogramPerCubicMetre, "kg/m3", "kg/m^3");
        Add(table, MillimetrePerSecond, "mm/sec", "MM/S");
        Add(table, MetrePerSecondSquared, "m/s2", "m/s^2");
        Add(table, StandardGravity, "g0", "gn");
        Add(table, Degree, "deg");
        Add(table, RevolutionPerMinute, "RPM", "r/min", "rev/min", "1/min", "min-1", "min^-1", "min⁻¹");
        Add(table, Hertz, "HZ", "hz", "1/s", "s-1", "s^-1", "s⁻¹");
    }

    private static void AddFlowAndPressure(Dictionary<string, UnitOfMeasure> table)
    {
        Add(table, CubicMetrePerSecond, "m3/s", "m^3/s", "M3/S");
        Add(table, CubicMetrePerHour, "m3/h", "m^3/h", "m3/hr", "M3/H", "M3/HR", "cmh", "CMH");
        Add(table, LitrePerSecond, "l/s", "L/S", "lps", "LPS");
        Add(table, LitrePerMinute, "l/min", "L/MIN", "lpm", "LPM");
        Add(table, GallonPerMinuteUS, "GPM", "gal/min", "usgpm", "USGPM");
        Add(table, KilogramPerSecond, "KG/S");
        Add(table, KilogramPerHour, "kg/hr", "KG/H");
        Add(table, Pascal, "PA");
        Add(table, Kilopascal, "KPA", "kpa");
        Add(table, Bar, "BAR", "Bar");
        Add(table, Millibar, "MBAR", "hPa");
        Add(table, PoundPerSquareInch, "PSI", "lbf/in²", "lbf/in2");
        Add(table, NewtonMetre, "Nm", "N.m", "N m", "N*m");
    }

    private static void AddEnergyAndElectricity(Dictionary<string, UnitOfMeasure> table)
    {
        Add(table, Kilojoule, "KJ");
        Add(table, KilowattHour, "KWH", "kwh", "kW·h", "kW.h", "kW h");
        Add(table, Kilowatt, "KW", "kw");
        Add(table, Horsepower, "HP");
        Add(table, WattPerSquareMetre, "W/m2", "W/m^2");
        Add(table, DegreeCelsius, "\u2103", "ºC", "degC", "deg C", "DEGC", "DegC", "C", "Cel");
        Add(table, DegreeFahrenheit, "\u2109", "ºF", "degF", "deg F", "DEGF", "DegF", "F");
        Add(table, Ampere, "amp", "AMP", "amps");
        Add(table, Volt, "volt", "VOLT");
        Add(table, Ohm, "\u2126", "ohm", "OHM", "Ohm");
        Add(table, Lux, "lux", "LUX");
    }

    private static void Add(Dictionary<string, UnitOfMeasure> table, UnitOfMeasure unit, params ReadOnlySpan<string> spellings)
    {
        foreach (var spelling in spellings)
            table.Add(spelling, unit);
    }
}
