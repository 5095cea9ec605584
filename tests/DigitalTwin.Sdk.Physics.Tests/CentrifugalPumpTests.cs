using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Physics.Tests;

public class CentrifugalPumpTests
{
    private static readonly Quantity RatedFlow = 250 * Units.CubicMetrePerHour;
    private static readonly Quantity RatedHead = 38 * Units.Metre;
    private static readonly Quantity RatedSpeed = 1450 * Units.RevolutionPerMinute;
    private static readonly CentrifugalPump Pump = new(RatedFlow, RatedHead, RatedSpeed);

    public static TheoryData<double, double, double> Shapes => new()
    {
        { 1.25, 1, 0.5 }, { 1.25, 0, 0.6 }, { 1.1, 0.5, 0.4 }, { 1.6, 0.7, 0.9 },
    };

    [Fact]
    public void The_rated_point_is_on_every_curve()
    {
        Assert.Equal(38, Pump.HeadAt(RatedFlow, RatedSpeed).In(Units.Metre), 12);
        Assert.Equal(0.80, Pump.EfficiencyAt(RatedFlow, RatedSpeed), 12);

        // 998.2 kg/m³ · 9.80665 m/s² · (250/3600) m³/s · 38 m / 0.8 = 32 290.098 W, worked by hand.
        Assert.Equal(32.290098, Pump.ShaftPowerAt(RatedFlow, RatedSpeed).In(Units.Kilowatt), 3);
        Assert.Equal(32.290098 / 0.93, Pump.ElectricalPowerAt(RatedFlow, RatedSpeed).In(Units.Kilowatt), 3);
        var point = Pump.OperatingPoint(RatedSpeed);
        Assert.Equal(RatedFlow.SI, point.FlowCubicMetresPerSecond, 12);
        Assert.Equal(38, point.HeadMetres, 10);
        Assert.Equal(0.80, point.Efficiency, 10);
    }

    [Fact]
    public void Shut_off_head_and_power_are_the_stated_ratios_and_the_flow_does_no_work()
    {
        var none = 0 * Units.CubicMetrePerHour;
        Assert.Equal(1.25 * 38, Pump.HeadAt(none, RatedSpeed).In(Units.Metre), 12);
        Assert.Equal(0.5 * 32.290098, Pump.ShaftPowerAt(none, RatedSpeed).In(Units.Kilowatt), 3);
        Assert.Equal(0, Pump.EfficiencyAt(none, RatedSpeed));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Efficiency_is_best_at_the_rated_flow(double shutOff, double curvature, double power)
    {
        var pump = new CentrifugalPump(RatedFlow, RatedHead, RatedSpeed, Shape(shutOff, curvature, power));
        for (var percent = 5; percent <= 160; percent += 5)
        {
            var efficiency = pump.EfficiencyAt(percent / 100.0 * RatedFlow, RatedSpeed);
            Assert.InRange(efficiency, 0, 0.8 + 1e-12);
        }

        Assert.True(pump.EfficiencyAt(0.99 * RatedFlow, RatedSpeed) < 0.8);
        Assert.True(pump.EfficiencyAt(1.01 * RatedFlow, RatedSpeed) < 0.8);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Affinity_laws_hold_at_every_speed(double shutOff, double curvature, double power)
    {
        var pump = new CentrifugalPump(RatedFlow, RatedHead, RatedSpeed, Shape(shutOff, curvature, power));
        var wear = new PumpWear(0.07, 0.03);
        foreach (var ratio in new[] { 0.3, 0.62, 0.9, 1.1 })
        {
            foreach (var flow in new[] { 0, 0.4, 1, 1.3 })
            {
                var full = flow * RatedFlow.SI;
                var curves = pump.Curves;
                var n = RatedSpeed.SI;
                Assert.Equal(ratio * ratio * curves.Head(full, n, wear), curves.Head(ratio * full, ratio * n, wear), 9);
                Assert.Equal(Math.Pow(ratio, 3) * curves.ShaftPower(full, n, wear), curves.ShaftPower(ratio * full, ratio * n, wear), 6);
                Assert.Equal(curves.Efficiency(full, n, wear), curves.Efficiency(ratio * full, ratio * n, wear), 9);
                Assert.Equal(ratio * ratio * curves.NpshRequired(full, n), curves.NpshRequired(ratio * full, ratio * n), 9);
            }
        }
    }

    [Property(MaxTest = 300)]
    public bool The_operating_point_is_where_pump_and_system_ask_the_same_head(
        NormalFloat curvature, NormalFloat wear, NormalFloat speed, NormalFloat staticHead, NormalFloat resistance)
    {
        var options = new CentrifugalPumpOptions { HeadCurvature = Unit(curvature) };
        var curves = new CentrifugalPump(RatedFlow, RatedHead, RatedSpeed, options).Curves;
        var n = (0.2 + Unit(speed)) * RatedSpeed.SI;
        var worn = new PumpWear(0.3 * Unit(wear));
        var lift = 40 * Unit(staticHead);
        var k = 20_000 * Unit(resistance);
        var point = curves.OperatingPoint(n, worn, k, lift);
        if (point.FlowCubicMetresPerSecond == 0)
            return curves.Head(0, n, worn) <= lift;
        var asked = lift + (k * point.FlowCubicMetresPerSecond * point.FlowCubicMetresPerSecond);
        return point.FlowCubicMetresPerSecond > 0 && Math.Abs(point.HeadMetres - asked) < 1e-9 * (1 + asked);
    }

    [Fact]
    public void A_pump_too_slow_for_the_static_head_delivers_nothing()
    {
        var pump = new CentrifugalPump(RatedFlow, RatedHead, RatedSpeed, new CentrifugalPumpOptions { StaticHead = 30 * Units.Metre });
        Assert.Equal(0, pump.OperatingPoint(700 * Units.RevolutionPerMinute).FlowCubicMetresPerSecond);
        Assert.Equal(0, pump.OperatingPoint(0 * Units.RevolutionPerMinute).ShaftPowerWatts);
        Assert.Equal(0, pump.Curves.OperatingPoint(RatedSpeed.SI, default, double.PositiveInfinity, 0).FlowCubicMetresPerSecond);
    }

    [Fact]
    public void Wear_lowers_head_and_efficiency_at_equal_flow_and_speed()
    {
        var worn = new PumpWear(HeadLoss: 0.1, PowerRise: 0.05);
        Assert.Equal(0.9 * 38, Pump.HeadAt(RatedFlow, RatedSpeed, worn).In(Units.Metre), 10);
        Assert.Equal(0.8 * 0.9 / 1.05, Pump.EfficiencyAt(RatedFlow, RatedSpeed, worn), 10);
        Assert.True(Pump.OperatingPoint(RatedSpeed, worn).FlowCubicMetresPerSecond < RatedFlow.SI);
    }

    [Fact]
    public void Npsh_required_comes_from_the_suction_specific_speed_unless_it_is_given()
    {
        // (1450 · √(250/3600) / 180)^(4/3) = 2.72826 m.
        Assert.Equal(2.72826, Pump.NpshRequiredAt(RatedFlow, RatedSpeed).In(Units.Metre), 3);
        Assert.Equal(10 - 2.72826, Pump.NpshMarginAt(RatedFlow, RatedSpeed).In(Units.Metre), 3);
        var given = new CentrifugalPump(RatedFlow, RatedHead, RatedSpeed, new CentrifugalPumpOptions { RatedNpshRequired = 4 * Units.Metre });
        Assert.Equal(4, given.NpshRequiredAt(RatedFlow, RatedSpeed).In(Units.Metre), 12);
        Assert.Equal(2.4, given.NpshRequiredAt(0 * Units.CubicMetrePerHour, RatedSpeed).In(Units.Metre), 12);
    }

    [Theory]
    [InlineData(0, "ratedFlow")]
    [InlineData(1, "ratedHead")]
    [InlineData(2, "ratedSpeed")]
    public void A_wrong_dimension_is_refused_at_once_by_the_name_of_the_argument(int wrong, string name)
    {
        var flow = wrong == 0 ? 250 * Units.Metre : RatedFlow;
        var head = wrong == 1 ? 3.8 * Units.Bar : RatedHead;
        var speed = wrong == 2 ? 24 * Units.Hertz : RatedSpeed;
        Assert.Equal(name, Assert.Throws<ArgumentException>(() => new CentrifugalPump(flow, head, speed)).ParamName);
        Assert.Equal("ratedHead", Assert.Throws<ArgumentException>(() => new CentrifugalPump(RatedFlow, -1 * Units.Metre, RatedSpeed)).ParamName);
        Assert.Equal("ratedHead", Assert.Throws<ArgumentException>(() => new CentrifugalPump(RatedFlow, double.NaN * Units.Metre, RatedSpeed)).ParamName);
    }

    [Fact]
    public void All_wrong_options_are_told_in_one_message()
    {
        var options = new CentrifugalPumpOptions
        {
            ShutOffHeadRatio = 0.9,
            Density = 1 * Units.Kilogram,
            MotorEfficiency = double.NaN,
            Noise = new PumpNoise { Head = 0 },
        };
        var error = Assert.Throws<ArgumentException>(() => new CentrifugalPump(RatedFlow, RatedHead, RatedSpeed, options));
        Assert.Equal("options", error.ParamName);
        foreach (var name in new[] { "ShutOffHeadRatio", "Density", "MotorEfficiency", "Noise.Head" })
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_static_head_the_pump_cannot_reach_is_refused()
    {
        var tooHigh = new CentrifugalPumpOptions { StaticHead = 48 * Units.Metre };
        Assert.Throws<ArgumentException>("options", () => new CentrifugalPump(RatedFlow, RatedHead, RatedSpeed, tooHigh));
        var aboveRated = new CentrifugalPumpOptions { StaticHead = 40 * Units.Metre };
        Assert.Throws<ArgumentException>("options", () => new CentrifugalPump(RatedFlow, RatedHead, RatedSpeed, aboveRated));
        aboveRated.SystemResistance = 0.0001 * (Units.Metre / (Units.CubicMetrePerHour * Units.CubicMetrePerHour));
        Assert.True(new CentrifugalPump(RatedFlow, RatedHead, RatedSpeed, aboveRated).OperatingPoint(RatedSpeed).FlowCubicMetresPerSecond > 0);
    }

    [Fact]
    public void Changing_the_options_afterwards_changes_nothing()
    {
        var options = new CentrifugalPumpOptions();
        var pump = new CentrifugalPump(RatedFlow, RatedHead, RatedSpeed, options);
        options.Noise.Head = 0.5;
        options.ShutOffHeadRatio = 2;
        Assert.Equal(1.25 * 38, pump.HeadAt(0 * Units.CubicMetrePerHour, RatedSpeed).In(Units.Metre), 12);
        Assert.Equal(Pump.ModelHash, pump.ModelHash);
    }

    [Fact]
    public void The_slopes_a_filter_uses_are_the_derivatives_of_the_readings()
    {
        IObservationModel model = new CentrifugalPump(RatedFlow, RatedHead, RatedSpeed, Shape(1.3, 0.4, 0.45));
        Span<double> exact = stackalloc double[3];
        Span<double> numeric = stackalloc double[3];
        Span<double> work = stackalloc double[3];
        double[] inputs = [0.85 * RatedSpeed.SI];
        double[] state = [0.9 * RatedFlow.SI, 0.06, 0.03];
        for (var output = 0; output < 3; output++)
        {
            exact.Clear();
            model.Observe(output, inputs, state, exact, out _);
            var number = output;
            FiniteDifference.Row((u, x) => model.Observe(number, u, x, new double[3], out _), inputs, state, work, numeric, scale: 0.01);
            for (var i = 0; i < 3; i++)
                Assert.Equal(exact[i], numeric[i], Math.Max(1e-6, 1e-6 * Math.Abs(exact[i])));
        }
    }

    private static CentrifugalPumpOptions Shape(double shutOff, double curvature, double power) =>
        new() { ShutOffHeadRatio = shutOff, HeadCurvature = curvature, ShutOffPowerRatio = power };

    private static double Unit(NormalFloat value) => Math.Abs(value.Item % 1);
}
