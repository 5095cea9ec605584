namespace DigitalTwin.Sdk.Tests.Models;

public sealed class TwinModelTests
{
    private static readonly TwinModel Motor = new("Motor", m => m.Property("current", Units.Ampere).Property("speed", Units.RevolutionPerMinute));
    private static readonly TwinModel Asset = new("Asset", m => m.Property<string>("serial").Relationship("feeds", target: "Asset", max: 2));

    [Fact]
    public void A_model_contains_what_it_extends_and_what_its_components_bring()
    {
        var pump = new TwinModel("Pump", m => m.Extend(Asset).Property("flow", Units.CubicMetrePerHour).Component("motor", Motor));

        Assert.Equal(["serial", "flow", "motor/current", "motor/speed"], pump.Properties.Select(p => p.Name));
        Assert.True(pump.Is("Asset"));
        Assert.True(pump.Is("Pump"));
        Assert.False(Asset.Is("Pump"));
        Assert.Single(pump.Relationships);
    }

    [Fact]
    public void All_errors_of_a_model_are_told_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => new TwinModel("Bad", m => m
            .Property("flow", Units.CubicMetrePerHour)
            .Property("flow", Units.LitrePerSecond)
            .Relationship("feeds", max: 0)
            .Derived("a", Units.One, ["b"], v => v[0])
            .Derived("b", Units.One, ["a"], v => v[0])
            .Derived("c", Units.One, ["nothing"], v => v[0])));

        Assert.Contains("'flow' is defined twice", error.Message, StringComparison.Ordinal);
        Assert.Contains("'feeds'", error.Message, StringComparison.Ordinal);
        Assert.Contains("circle: a -> b -> a", error.Message, StringComparison.Ordinal);
        Assert.Contains("'nothing'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("ends_")]
    [InlineData("has space")]
    [InlineData("has/slash")]
    public void A_name_that_DTDL_would_refuse_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new TwinModel("M", m => m.Property(name, Units.Metre)));

    [Fact]
    public void Options_that_make_no_sense_are_refused_with_the_name_of_the_property()
    {
        Check(o => o.MaxAge = TimeSpan.Zero);
        Check(o => o.Tolerance = double.NaN);
        Check(o =>
        {
            o.PhysicalRange = new ValueRange(0, 10);
            o.OperatingRange = new ValueRange(-1, 5);
        });

        static void Check(Action<PropertyOptions> configure)
        {
            var error = Assert.Throws<ArgumentException>(() => new TwinModel("M", m => m.Property("flow", Units.Metre, configure)));
            Assert.Contains("'flow'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Components_nest_and_a_component_inside_a_component_keeps_its_path()
    {
        var drive = new TwinModel("Drive", m => m.Component("motor", Motor));
        var pump = new TwinModel("Pump", m => m.Component("drive", drive));

        var twin = new TwinGraph().Add("p", pump);

        Assert.Equal(Units.Ampere, twin.Property<double>("drive/motor/current").Unit);
    }
}
