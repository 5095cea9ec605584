namespace DigitalTwin.Sdk.Core.Tests;

public sealed class DimensionTests
{
    [Fact]
    public void The_default_is_dimensionless()
    {
        Assert.True(default(Dimension).IsNone);
        Assert.Equal("1", Dimension.None.ToString());
    }

    [Fact]
    public void Products_add_and_quotients_subtract_exponents()
    {
        Assert.Equal(Dimensions.Power, Dimensions.Pressure * Dimensions.VolumeFlow);
        Assert.Equal(Dimensions.VolumeFlow, Dimensions.Volume / Dimensions.Time);
        Assert.Equal(Dimensions.Power, Dimensions.Torque * Dimensions.AngularVelocity);
        Assert.Equal(Dimensions.Power, Dimensions.Voltage * Dimensions.Current);
        Assert.Equal(Dimensions.Voltage, Dimensions.Resistance * Dimensions.Current);
        Assert.Equal(Dimensions.Irradiance, Dimensions.Power / Dimensions.Area);
    }

    [Fact]
    public void Text_names_the_base_quantities() => Assert.Equal("L2·M·T-3", Dimensions.Power.ToString());
}
