namespace DigitalTwin.Sdk.Physics.Tests;

public class CentrifugalPumpModelTests
{
    private static readonly CentrifugalPump Pump = new(250 * Units.CubicMetrePerHour, 38 * Units.Metre, 1450 * Units.RevolutionPerMinute);
    private static readonly double Speed = Pump.RatedSpeed.SI;

    [Fact]
    public void It_starts_in_equilibrium_with_its_system()
    {
        var model = Pump.CreateStepModel();
        var first = new double[6];
        var later = new double[6];
        model.Initialize([Speed, double.NaN], first);
        for (var i = 0; i < 100; i++)
            model.Step(1, [double.NaN, double.NaN], later);
        Assert.Equal(first, later);
        Assert.Equal(Pump.RatedFlow.SI, first[0], 12);
        Assert.Equal(38, first[1], 10);
    }

    [Fact]
    public void Wear_grows_by_its_rate_and_an_input_that_is_not_given_keeps_its_value()
    {
        var model = Pump.CreateStepModel(wearPerDay: new PumpWear(0.002, 0.001));
        var outputs = new double[6];
        model.Initialize([Speed, double.NaN], outputs);
        for (var hour = 0; hour < 10 * 24; hour++)
            model.Step(3600, [double.NaN, double.NaN], outputs);
        Assert.Equal(0.02, model.Wear.HeadLoss, 12);
        Assert.Equal(0.01, model.Wear.PowerRise, 12);
        Assert.Equal(Pump.Curves.OperatingPoint(Speed, new PumpWear(0.02, 0.01)).HeadMetres, outputs[1], 9);
    }

    [Fact]
    public void A_restored_model_goes_on_bit_for_bit_and_a_fork_does_not_touch_the_original()
    {
        var model = Pump.CreateStepModel(wearPerDay: new PumpWear(0.002));
        var outputs = new double[6];
        model.Initialize([Speed, double.NaN], outputs);
        model.Step(7200, [0.9 * Speed, 9000], outputs);
        var saved = model.Save();
        var fork = model.Fork();
        var expected = new double[6];
        model.Step(60, [double.NaN, double.NaN], expected);
        for (var i = 0; i < 50; i++)
            fork.Step(86_400, [0.5 * Speed, 100], outputs);
        Assert.Equal(saved.TimeSeconds + 60, model.Save().TimeSeconds);

        var other = Pump.CreateStepModel(wearPerDay: new PumpWear(0.002));
        other.Restore(saved);
        other.Step(60, [double.NaN, double.NaN], outputs);
        Assert.Equal(expected, outputs);
    }

    [Fact]
    public void A_state_of_another_model_or_version_is_refused()
    {
        var model = Pump.CreateStepModel();
        var outputs = new double[6];
        model.Initialize([Speed, double.NaN], outputs);
        var saved = model.Save();
        var other = new CentrifugalPump(250 * Units.CubicMetrePerHour, 39 * Units.Metre, 1450 * Units.RevolutionPerMinute).CreateStepModel();
        Assert.Throws<ArgumentException>("state", () => other.Restore(saved));
        Assert.Throws<ArgumentException>("state", () => model.Restore(saved with { Version = 2 }));
        Assert.Throws<ArgumentException>("state", () => model.Restore(saved with { Payload = saved.Payload[8..] }));
        Assert.Throws<InvalidOperationException>(() => Pump.CreateStepModel().Step(1, [Speed, 1], outputs));
        Assert.Throws<ArgumentException>(() => model.Step(-1, [Speed, 1], outputs));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var model = Pump.CreateStepModel(wearPerDay: new PumpWear(0.002));
        double[] inputs = [Speed, double.NaN];
        var outputs = new double[6];
        model.Initialize(inputs, outputs);
        model.Step(1, inputs, outputs);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1000; i++)
                model.Step(1, inputs, outputs);
        }));
    }
}
