namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class UnitsTour
{
    [Fact]
    public void Quantities_convert_and_compare()
    {
        // snippet: units-quantities
        var flow = 250 * Units.CubicMetrePerHour;
        var litres = flow.In(Units.LitrePerSecond);                   // 69.44
        var isMore = flow > 60 * Units.LitrePerSecond;                // true: compares what is measured
        var energy = 11 * (Units.Kilowatt * Units.HourOfTime);        // a unit made of two others
        var joules = energy.In(Units.Megajoule);                      // 39.6
        // end-snippet

        Assert.Equal(69.444, litres, 1e-3);
        Assert.True(isMore);
        Assert.Equal(39.6, joules, 1e-9);
    }

    [Fact]
    public void Incompatible_quantities_are_refused()
    {
        // snippet: units-mismatch
        var pressure = 3.5 * Units.Bar;
        var refused = Assert.Throws<UnitMismatchException>(() => pressure.In(Units.Metre));
        // end-snippet

        Assert.Contains("bar", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Temperatures_are_points_and_differences()
    {
        // snippet: units-temperature
        var supply = 70 * Units.DegreeCelsius;
        var ret = 50 * Units.DegreeCelsius;
        var spread = supply - ret;                                    // a difference: 20 K, not 293.15 K
        var warmer = ret + 5 * Units.Kelvin;                          // a point again: 55 °C
        // end-snippet

        Assert.Equal(20, spread.In(Units.Kelvin), 1e-9);
        Assert.Equal(55, warmer.In(Units.DegreeCelsius), 1e-9);
        Assert.Throws<InvalidOperationException>(() => supply + ret);
    }

    [Fact]
    public void A_unit_of_ones_own_converts_like_the_others()
    {
        // snippet: units-own
        var metreOfWater = new UnitOfMeasure("mH2O", Dimensions.Pressure, scale: 9806.65);
        var suction = (4 * metreOfWater).In(Units.Kilopascal);        // 39.2
        // end-snippet

        Assert.Equal(39.2266, suction, 1e-9);
    }
}
