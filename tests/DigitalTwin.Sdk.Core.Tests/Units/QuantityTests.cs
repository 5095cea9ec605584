using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Core.Tests;

public sealed class QuantityTests
{
    [Fact]
    public void The_default_is_zero_without_a_dimension()
    {
        Quantity nothing = default;

        Assert.Equal(0, nothing.Value);
        Assert.Equal(Units.One, nothing.Unit);
        Assert.Equal(0 * Units.Percent, nothing);
        Assert.Equal("0 1", nothing.ToString());
    }

    [Fact]
    public void The_left_unit_wins_in_a_sum()
    {
        var sum = (1 * Units.Bar) + (50 * Units.Kilopascal);

        Assert.Equal(Units.Bar, sum.Unit);
        Assert.Equal(1.5, sum.Value, 1e-12);
    }

    [Fact]
    public void A_point_plus_a_difference_is_a_point_whichever_side_it_stands_on()
    {
        var right = (20 * Units.DegreeCelsius) + (9 * Units.DegreeFahrenheit.Difference);
        var left = (5 * Units.Kelvin) + (20 * Units.DegreeCelsius);

        Assert.Equal(25, right.In(Units.DegreeCelsius), 1e-9);
        Assert.Equal(25, left.In(Units.DegreeCelsius), 1e-9);
        Assert.Equal(Units.DegreeCelsius, left.Unit);
    }

    [Fact]
    public void A_point_minus_a_difference_is_a_point() =>
        Assert.Equal(15 * Units.DegreeCelsius, (20 * Units.DegreeCelsius) - (5 * Units.Kelvin));

    [Fact]
    public void A_point_minus_a_point_is_a_difference_without_the_offset()
    {
        var step = (77 * Units.DegreeFahrenheit) - (20 * Units.DegreeCelsius);

        Assert.False(step.Unit.IsAffine);
        Assert.Equal(5, step.In(Units.Kelvin), 1e-9);
    }

    [Fact]
    public void Two_points_have_no_sum() =>
        Assert.Throws<InvalidOperationException>(() => (20 * Units.DegreeCelsius) + (20 * Units.DegreeCelsius));

    [Fact]
    public void A_point_cannot_be_taken_from_a_difference() =>
        Assert.Throws<InvalidOperationException>(() => (5 * Units.DegreeCelsius.Difference.Difference) - (20 * Units.DegreeFahrenheit));

    [Fact]
    public void Every_operator_refuses_other_dimensions_and_names_both_units()
    {
        var pressure = 1 * Units.Bar;
        foreach (var other in new[] { 2 * Units.Metre, 20 * Units.DegreeCelsius })
        {
            Func<object>[] operations =
            [
                () => pressure + other, () => pressure - other, () => other + pressure, () => other - pressure, () => pressure < other,
                () => pressure > other, () => pressure <= other, () => pressure >= other, () => pressure.CompareTo(other), () => pressure.To(other.Unit),
            ];
            foreach (var operation in operations)
            {
                var error = Assert.Throws<UnitMismatchException>(operation);
                Assert.Contains("'bar'", error.Message);
                Assert.Contains($"'{other.Unit}'", error.Message);
            }
        }
    }

    [Fact]
    public void Equality_compares_what_is_measured()
    {
        Assert.True(1 * Units.Kilowatt == 1000 * Units.Watt);
        Assert.Equal((1 * Units.Kilowatt).GetHashCode(), (1000 * Units.Watt).GetHashCode());
        Assert.True(1 * Units.Bar != 1 * Units.Metre);
        Assert.False((1 * Units.Bar).Equals(null));
    }

    [Fact]
    public void Products_and_quotients_carry_their_unit()
    {
        var energy = (2 * Units.Kilowatt) * (3 * Units.HourOfTime);
        var speed = (10 * Units.Metre) / (4 * Units.Second);

        Assert.Equal(6, energy.In(Units.KilowattHour), 1e-12);
        Assert.Equal(2.5, speed.In(Units.MetrePerSecond), 1e-12);
        Assert.Equal(5 * Units.Metre, (10 * Units.Metre) / 2);
        Assert.Equal(-3 * Units.Metre, -(3 * Units.Metre));
    }

    [Fact]
    public void Hydraulic_power_comes_out_in_kilowatt()
    {
        // P = ρ g Q H = 998.2 kg/m³ · 9.80665 m/s² · (250/3600) m³/s · 38 m = 25.832 kW
        var power = (998.2 * Units.KilogramPerCubicMetre) * (1 * Units.StandardGravity) * (250 * Units.CubicMetrePerHour) * (38 * Units.Metre);

        Assert.Equal(998.2 * 9.80665 * 250 / 3600 * 38 / 1000, power.In(Units.Kilowatt), 1e-9);
    }

    [Property]
    public void Adding_and_taking_away_again_changes_nothing(int a, int b)
    {
        var left = a * Units.Kilopascal;

        Assert.Equal(a, (left + (b * Units.Bar) - (b * Units.Bar)).Value, 1e-3);
    }

    [Property]
    public void Order_is_the_same_in_every_unit(short a, short b)
    {
        var left = a * Units.Litre;
        var right = (b * Units.Litre).To(Units.CubicMetre);

        Assert.Equal(a < b - 0.5, left < right - (0.5 * Units.Litre));
    }

    [Fact]
    public void Text_is_number_and_symbol() => Assert.Equal("250.5 m³/h", (250.5 * Units.CubicMetrePerHour).ToString());

    [Fact]
    public void Nan_stays_nan_and_is_never_less_or_more()
    {
        var unknown = double.NaN * Units.Bar;

        Assert.True(double.IsNaN(unknown.In(Units.Pascal)));
        Assert.False(unknown < 1 * Units.Bar);
        Assert.False(unknown > 1 * Units.Bar);
    }
}
