using System.Reflection;
using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Core.Tests;

public sealed class UnitsTests
{
    private static readonly UnitOfMeasure[] Declared =
        [.. typeof(Units).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(p => p.PropertyType == typeof(UnitOfMeasure))
            .Select(p => (UnitOfMeasure)p.GetValue(null)!)];

    public static TheoryData<double, string, double, string> Published => new()
    {
        // NIST SP 811 (2008), appendix B, unless it follows from the definition.
        { 1, "bar", 14.5037737730, "psi" },
        { 1, "psi", 6894.757293168, "Pa" },
        { 1, "bar", 100, "kPa" },
        { 1, "MPa", 10, "bar" },
        { 1, "mbar", 100, "Pa" },
        { 100, "°C", 212, "°F" },
        { 100, "°C", 373.15, "K" },
        { -40, "°C", -40, "°F" },
        { 0, "K", -459.67, "°F" },
        { 1, "kWh", 3.6, "MJ" },
        { 1, "kWh", 3600, "kJ" },
        { 1450, "rpm", 151.843644923507, "rad/s" },
        { 1, "m³/h", 0.277777777777778, "L/s" },
        { 60, "L/min", 1, "L/s" },
        { 1, "gpm", 0.2271247, "m³/h" },
        { 1, "gpm", 6.30901964e-5, "m³/s" },
        { 1, "hp", 745.699872, "W" },
        { 1, "gal", 3.785411784, "L" },
        { 1, "ft", 0.3048, "m" },
        { 1, "in", 25.4, "mm" },
        { 1, "g", 9.80665, "m/s²" },
        { 7.1, "mm/s", 0.0071, "m/s" },
        { 180, "°", Math.PI, "rad" },
        { 3600, "kg/h", 1, "kg/s" },
        { 20, "mA", 0.02, "A" },
        { 50, "%", 0.5, "1" },
        { 1, "%", 10_000, "ppm" },
        { 1, "d", 86_400, "s" },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Conversion_gives_the_published_value(double value, string from, double expected, string to)
    {
        var actual = (value * Units.Find(from)).In(Units.Find(to));

        // As many digits as were published, and never worse than 1e-7.
        Assert.Equal(expected, actual, Math.Max(Math.Abs(expected), 1) * 1e-7);
        var digits = expected.ToString("R").Replace(".", "").Replace("-", "").TrimStart('0').Length;
        if (digits > 9)
            Assert.Equal(1, actual / expected, 1e-9);
    }

    [Property]
    public void Every_pair_of_units_of_one_dimension_round_trips(FsCheck.NormalFloat number)
    {
        var value = number.Get;
        if (Math.Abs(value) > 1e12)
            return;
        foreach (var from in Declared)
        {
            foreach (var to in Declared.Where(from.ConvertsTo))
            {
                var back = to.Convert(from.Convert(value, to), from);

                // Offsets make the rounding error relative to the larger of value and offset.
                var scale = Math.Max(Math.Abs(value), Math.Abs(from.Offset / from.Scale) + Math.Abs(to.Offset / from.Scale));
                Assert.True(Math.Abs(back - value) <= 1e-14 * Math.Max(scale, double.Epsilon), $"{value} {from} by way of {to} came back as {back}.");
            }
        }
    }

    [Property]
    public void A_conversion_over_a_third_unit_equals_the_direct_one(short number)
    {
        foreach (var from in Declared)
        {
            foreach (var by in Declared.Where(from.ConvertsTo))
            {
                foreach (var to in Declared.Where(from.ConvertsTo))
                {
                    var direct = from.Convert(number, to);
                    var indirect = by.Convert(from.Convert(number, by), to);
                    var scale = Math.Abs(direct) + (Math.Abs(from.Offset) + Math.Abs(by.Offset) + Math.Abs(to.Offset)) / to.Scale;
                    Assert.True(Math.Abs(direct - indirect) <= 1e-13 * scale, $"{number} {from} to {to}: {direct}, over {by}: {indirect}.");
                }
            }
        }
    }

    [Fact]
    public void All_lists_every_declared_unit_once()
    {
        Assert.Equal(Declared.OrderBy(u => u.Symbol, StringComparer.Ordinal), Units.All.OrderBy(u => u.Symbol, StringComparer.Ordinal));
        Assert.Equal(Units.All.Length, Units.All.Distinct().Count());
    }

    [Fact]
    public void Every_symbol_finds_its_own_unit()
    {
        foreach (var unit in Declared)
            Assert.Same(unit, Units.Find(unit.Symbol));
    }

    [Theory]
    [InlineData("m3/h", "m³/h")]
    [InlineData("M3/H", "m³/h")]
    [InlineData(" l/s ", "L/s")]
    [InlineData("degC", "°C")]
    [InlineData("C", "°C")]
    [InlineData("\u2103", "°C")]
    [InlineData("F", "°F")]
    [InlineData("RPM", "rpm")]
    [InlineData("1/min", "rpm")]
    [InlineData("KWH", "kWh")]
    [InlineData("\u03BCm", "µm")]
    [InlineData("\u2126", "Ω")]
    [InlineData("mm/s", "mm/s")]
    [InlineData("g", "g")]
    [InlineData("PSI", "psi")]
    public void Find_knows_the_usual_spellings(string text, string symbol) => Assert.Equal(symbol, Units.Find(text).Symbol);

    [Fact]
    public void Find_refuses_an_unknown_text_by_name()
    {
        var error = Assert.Throws<ArgumentException>(() => Units.Find("furlong"));

        Assert.Contains("'furlong'", error.Message);
    }

    [Fact]
    public void Find_does_not_mistake_millipascal_for_megapascal()
    {
        Assert.False(Units.TryFind("mPa", out _));
        Assert.Contains("'MPa'", Assert.Throws<ArgumentException>(() => Units.Find("mPa")).Message);
    }

    [Fact]
    public void TryFind_of_nothing_finds_nothing()
    {
        Assert.False(Units.TryFind(null, out _));
        Assert.False(Units.TryFind("", out _));
    }

    [Fact]
    public void Incompatible_units_are_refused_with_both_names()
    {
        var error = Assert.Throws<UnitMismatchException>(() => (1 * Units.Bar).In(Units.Metre));

        Assert.Contains("'bar'", error.Message);
        Assert.Contains("'m'", error.Message);
    }

    [Fact]
    public void Torque_is_not_energy_and_frequency_is_not_speed()
    {
        Assert.False(Units.NewtonMetre.ConvertsTo(Units.Joule));
        Assert.False(Units.Hertz.ConvertsTo(Units.RadianPerSecond));
    }

    [Fact]
    public void Product_and_quotient_units_have_the_expected_dimension_and_scale()
    {
        Assert.Equal(Dimensions.Energy, (Units.Kilowatt * Units.HourOfTime).Dimension);
        Assert.Equal(1, (1 * (Units.Kilowatt * Units.HourOfTime)).In(Units.KilowattHour), 1e-12);
        Assert.Equal(1, (1 * (Units.CubicMetre / Units.HourOfTime)).In(Units.CubicMetrePerHour), 1e-12);
        Assert.Equal(1, (1 * (Units.Newton / Units.SquareMetre)).In(Units.Pascal), 1e-12);
        Assert.True((Units.Metre / Units.Metre).Dimension.IsNone);
    }

    [Fact]
    public void A_temperature_scale_has_no_product() =>
        Assert.Contains("°C", Assert.Throws<InvalidOperationException>(() => Units.DegreeCelsius * Units.Metre).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_unit_without_a_usable_scale_is_refused(double scale) =>
        Assert.Throws<ArgumentException>(() => new UnitOfMeasure("x", Dimension.None, scale));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_unit_without_a_symbol_is_refused(string symbol) =>
        Assert.Throws<ArgumentException>(() => new UnitOfMeasure(symbol, Dimension.None, 1));

    [Fact]
    public void A_conversion_of_a_difference_leaves_the_offset_out()
    {
        var conversion = Units.DegreeCelsius.ConversionTo(Units.DegreeFahrenheit);

        Assert.Equal(50, conversion.Apply(10), 1e-12);
        Assert.Equal(18, conversion.ApplyToDifference(10), 1e-12);
        Assert.True(double.IsNaN(conversion.Apply(double.NaN)));
    }
}
