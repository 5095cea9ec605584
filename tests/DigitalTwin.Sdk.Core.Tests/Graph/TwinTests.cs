namespace DigitalTwin.Sdk.Tests.Graph;

public sealed class TwinTests
{
    private readonly TwinGraph _graph = Times.Graph();

    [Fact]
    public void A_property_has_no_data_until_something_is_reported()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);

        Assert.Equal(Quality.NoData, flow.Read().Quality);
        Assert.False(flow.Read().Quality.IsUsable);
    }

    [Fact]
    public void A_reported_sample_comes_back_with_both_times_and_its_quality()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var sample = new Sample<double>(12.5, Times.At(1), Times.At(2), Quality.Uncertain | Quality.Interpolated);

        Assert.Equal(ReportOutcome.Applied, flow.Report(sample));

        Assert.Equal(sample, flow.Read());
        Assert.Equal(2, flow.Twin.Revision);
    }

    [Fact]
    public void Values_of_every_type_come_back_as_they_went_in()
    {
        var twin = _graph.Add("t");
        RoundTrip(twin, "d", 1.5);
        RoundTrip(twin, "f", 1.25f);
        RoundTrip(twin, "i", -7);
        RoundTrip(twin, "l", long.MinValue);
        RoundTrip(twin, "s", (short)-3);
        RoundTrip(twin, "b", (byte)200);
        RoundTrip(twin, "yes", true);
        RoundTrip(twin, "text", "Grüße");
        RoundTrip(twin, "span", TimeSpan.FromMinutes(3));
        RoundTrip(twin, "when", Times.At(5));
        RoundTrip(twin, "array", new[] { 1.0, 2.0 });

        static void RoundTrip<T>(Twin twin, string name, T value)
        {
            var property = twin.AddProperty<T>(name);
            property.Report(value);
            Assert.Equal(value, property.Read().Value);
        }
    }

    [Fact]
    public void An_equal_value_refreshes_the_times_without_a_revision()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        flow.Report(Sample.Good(5.0, Times.At(1)));
        var revision = flow.Twin.Revision;

        Assert.Equal(ReportOutcome.Refreshed, flow.Report(Sample.Good(5.0, Times.At(2))));

        Assert.Equal(revision, flow.Twin.Revision);
        Assert.Equal(Times.At(2), flow.Read().Time);
    }

    [Fact]
    public void A_change_of_quality_alone_is_a_change()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        flow.Report(Sample.Good(5.0, Times.At(1)));

        Assert.Equal(ReportOutcome.Applied, flow.Report(Sample.Bad(5.0, Times.At(2), Quality.Spike)));
    }

    [Fact]
    public void Within_the_tolerance_the_stored_value_stays_so_that_it_cannot_creep()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.Metre, o => o.Tolerance = 0.5);
        flow.Report(Sample.Good(5.0, Times.At(1)));

        for (var i = 0; i < 10; i++)
            flow.Report(Sample.Good(5.0 + (0.1 * i), Times.At(2 + i)));

        Assert.Equal(5.6, flow.Read().Value, 12);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_number_that_is_not_finite_becomes_Bad(double value)
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);

        flow.Report(Sample.Good(value, Times.At(1)));

        Assert.Equal(Quality.Bad | Quality.ConversionError, flow.Read().Quality);
    }

    [Fact]
    public void A_value_outside_the_physical_range_becomes_Bad_and_one_outside_the_operating_range_does_not()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour, o =>
        {
            o.PhysicalRange = new ValueRange(0, 400);
            o.OperatingRange = new ValueRange(20, 300);
        });

        flow.Report(Sample.Good(500.0, Times.At(1)));
        Assert.Equal(Quality.Bad | Quality.OutOfRange, flow.Read().Quality);
        flow.Report(Sample.Good(350.0, Times.At(2)));
        Assert.Equal(Quality.Good, flow.Read().Quality);
    }

    [Fact]
    public void A_late_sample_leaves_the_current_value_alone_and_reaches_the_feed()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        flow.Report(Sample.Good(5.0, Times.At(10)));
        var revision = flow.Twin.Revision;

        Assert.Equal(ReportOutcome.Late, flow.Report(Sample.Good(4.0, Times.At(9)), ChangeOrigin.Sensor));

        Assert.Equal(5.0, flow.Read().Value);
        Assert.Equal(revision, flow.Twin.Revision);
        Assert.Equal(1, _graph.LateSamples);
    }

    [Fact]
    public void The_same_sensor_sample_twice_counts_as_a_duplicate()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        flow.Report(Sample.Good(5.0, Times.At(10)), ChangeOrigin.Sensor);

        Assert.Equal(ReportOutcome.Duplicate, flow.Report(Sample.Good(5.0, Times.At(10)), ChangeOrigin.Sensor));
        Assert.Equal(ReportOutcome.Late, flow.Report(Sample.Good(6.0, Times.At(10)), ChangeOrigin.Sensor));
        Assert.Equal(1, _graph.DuplicateSamples);
    }

    [Fact]
    public void Late_policies_reject_or_overwrite_if_asked()
    {
        var twin = _graph.Add("pump");
        var strict = twin.AddProperty("strict", Units.Metre, o => o.LatePolicy = LatePolicy.Reject);
        var loose = twin.AddProperty("loose", Units.Metre, o => o.LatePolicy = LatePolicy.Overwrite);
        strict.Report(Sample.Good(1.0, Times.At(10)));
        loose.Report(Sample.Good(1.0, Times.At(10)));

        Assert.Equal(ReportOutcome.Rejected, strict.Report(Sample.Good(2.0, Times.At(9))));
        Assert.Equal(ReportOutcome.Applied, loose.Report(Sample.Good(2.0, Times.At(9))));
        Assert.Equal(1.0, strict.Read().Value);
        Assert.Equal(2.0, loose.Read().Value);
        Assert.Equal(1, _graph.RejectedSamples);
    }

    [Fact]
    public void Handles_of_a_removed_twin_throw_and_never_reach_another_twin()
    {
        var pump = _graph.Add("pump");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        _graph.Remove(pump);
        var again = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);

        foreach (var error in new[] { Assert.Throws<TwinException>(() => flow.Report(1.0)), Assert.Throws<TwinException>(() => flow.Read()) })
        {
            Assert.Equal(("pump", "flow"), (error.TwinId, error.PropertyName));
            Assert.Contains("'pump', property 'flow'", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal("pump", Assert.Throws<TwinException>(() => pump.Revision).TwinId);
        Assert.Equal("pump", Assert.Throws<TwinException>(() => flow.Twin).TwinId);
        Assert.Equal("pump", Assert.Throws<TwinException>(() => pump.Snapshot()).TwinId);
        Assert.Equal(Quality.NoData, again.Read().Quality);
    }

    [Fact]
    public void A_default_handle_says_what_it_is()
    {
        Assert.Throws<InvalidOperationException>(() => default(Property<double>).Read());
        Assert.Throws<InvalidOperationException>(() => default(Property).Twin);
    }

    [Fact]
    public void Unknown_names_and_wrong_types_are_told_with_twin_and_property()
    {
        var pump = _graph.Add("pump-101");
        pump.AddProperty("flow", Units.CubicMetrePerHour);

        Assert.Contains("It has: flow", Assert.Throws<TwinException>(() => pump.Property<double>("flwo")).Message, StringComparison.Ordinal);
        Assert.Contains("Double, not Boolean", Assert.Throws<TwinException>(() => pump.Property<bool>("flow")).Message, StringComparison.Ordinal);
        Assert.Contains("no set-point", Assert.Throws<TwinException>(() => pump.Setpoint<double>("flow")).Message, StringComparison.Ordinal);
        Assert.Throws<TwinException>(() => _graph.Add("pump-101"));
        Assert.Throws<TwinException>(() => _graph["nobody"]);
    }

    [Fact]
    public void A_twin_of_a_strict_model_takes_no_further_properties_and_one_of_a_loose_model_does()
    {
        var strict = _graph.Add("s", new TwinModel("Strict", m => m.Property("a", Units.Metre)));
        var loose = _graph.Add("l", new TwinModel("Loose", m => m.Property("a", Units.Metre).Validate(ValidationMode.Warn)));

        Assert.Throws<TwinException>(() => strict.AddProperty("b", Units.Metre));
        loose.Property<double>("a").Report(1);
        loose.AddProperty("b", Units.Metre).Report(2);

        Assert.Equal(1, loose.Property<double>("a").Read().Value);
        Assert.Equal(2, loose.Property<double>("b").Read().Value);
    }

    [Fact]
    public void Reporting_a_number_by_handle_allocates_nothing()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        Write(1000);

        Assert.Equal(0, Allocations.Of(() => Write(100_000)));

        void Write(int count)
        {
            var from = flow.Read().Ticks;
            for (var i = 1; i <= count; i++)
                flow.Report(new Sample<double>(i, from + i, from + i, Quality.Good), ChangeOrigin.Sensor);
        }
    }
}
