using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Physics.Tests;

public class KalmanTwinRuntimeBuilderExtensionsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CentrifugalPump Model = new(250 * Units.CubicMetrePerHour, 38 * Units.Metre, 1450 * Units.RevolutionPerMinute);

    [Fact]
    public async Task A_worn_pump_shows_in_state_and_residual_in_the_users_units()
    {
        var graph = NewGraph();
        var pump = graph.Add("pump-101");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var head = pump.AddProperty("head", Units.Metre);
        var speed = pump.AddSetpoint("speed", Units.RevolutionPerMinute);

        var builder = new TwinRuntimeBuilder(graph) { Options = { Clock = RuntimeClock.Samples } };
        var estimate = builder.AddKalman(Model, input: speed, observed: [flow, head]);
        List<Sample<double>> residuals = [], innovations = [], wear = [], deviation = [], healthy = [];
        estimate.Residual(head).Subscribe(residuals.Add);
        estimate.Innovation(head).Subscribe(innovations.Add);
        estimate.Healthy(head).Subscribe(healthy.Add);
        estimate.State("headLoss").Subscribe(wear.Add);
        estimate.StandardDeviation("headLoss").Subscribe(deviation.Add);

        await using var runtime = await builder.StartAsync();
        var plant = new SimulatedPump(Model, 21) { Wear = new PumpWear(0.10) };
        const int Minutes = 600;
        for (var i = 0; i < Minutes; i++)
        {
            plant.MoveTo(60.0 * i);
            var time = Start.AddMinutes(i);
            await runtime.PostAsync(head, Sample.Good(plant.MeasuredHead, time));
            await runtime.PostAsync(flow, Sample.Good(plant.MeasuredFlow * 3600, time));
            await runtime.PostAsync(speed.Reported, Sample.Good(1450.0, time));
        }

        await runtime.DrainAsync();
        Assert.Equal(0, runtime.Failures);
        Assert.Equal(Minutes, residuals.Count);
        Assert.Equal(Minutes, wear.Count);
        Assert.Equal(Start.AddMinutes(Minutes - 1), wear[^1].Time);
        Assert.InRange(wear[^1].Value, 0.09, 0.11);
        Assert.InRange(deviation[^1].Value, 0.0001, 0.005);
        Assert.InRange(residuals.Skip(100).Average(s => s.Value), -5, -3.5);
        Assert.InRange(innovations.Skip(100).Average(s => s.Value), -0.3, 0.3);
        Assert.InRange(healthy.Skip(100).Average(s => s.Value), 20, 48);
        Assert.Equal(Quality.Uncertain | Quality.Estimated, wear[0].Quality);
        Assert.Equal(Quality.Good | Quality.Estimated, wear[^1].Quality);
        Assert.Equal(ModelValidity.Valid, estimate.Validity);
    }

    [Fact]
    public async Task Before_the_speed_is_known_the_residual_is_bad_and_says_so()
    {
        var graph = NewGraph();
        var pump = graph.Add("pump-101");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var head = pump.AddProperty("head", Units.Metre);
        var speed = pump.AddSetpoint("speed", Units.RevolutionPerMinute);
        var builder = new TwinRuntimeBuilder(graph) { Options = { Clock = RuntimeClock.Samples } };
        var estimate = builder.AddKalman(Model, input: speed, observed: [flow, head]);
        List<Sample<double>> residuals = [], states = [];
        estimate.Residual(head).Subscribe(residuals.Add);
        estimate.State("headLoss").Subscribe(states.Add);
        await using var runtime = await builder.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await runtime.PostAsync(flow, Sample.Good(250.0, Start.AddSeconds(i)));
            await runtime.PostAsync(head, Sample.Good(38.0, Start.AddSeconds(i)));
        }

        await runtime.DrainAsync();
        Assert.Equal(2, residuals.Count);
        Assert.All(residuals, r => Assert.False(r.Quality.IsUsable));
        Assert.Empty(states);
        Assert.Equal(ModelValidity.Unknown, estimate.Validity);
    }

    [Fact]
    public void A_property_that_fits_no_variable_or_one_that_is_taken_is_refused_by_name()
    {
        var graph = NewGraph();
        var pump = graph.Add("pump-101");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var head = pump.AddProperty("head", Units.Metre);
        var level = pump.AddProperty("level", Units.Metre);
        var pressure = pump.AddProperty("pressure", Units.Bar);
        var speed = pump.AddSetpoint("speed", Units.RevolutionPerMinute);
        var builder = new TwinRuntimeBuilder(graph);

        var wrong = Assert.Throws<ArgumentException>(() => builder.AddKalman(Model, input: speed, observed: [flow, pressure]));
        Assert.Contains("pump-101/pressure", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("head (m)", wrong.Message, StringComparison.Ordinal);
        var twice = Assert.Throws<ArgumentException>(() => builder.AddKalman(Model, input: speed, observed: [head, level]));
        Assert.Contains("pump-101/level", twice.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => builder.AddKalman(Model, input: flow, observed: [flow, head]));
        Assert.Throws<ArgumentException>("observed", () => builder.AddKalman(Model, input: speed, observed: []));

        var estimate = builder.AddKalman(Model, input: speed, observed: [flow, head]);
        Assert.Throws<ArgumentException>("property", () => estimate.Residual(level));
        var unknown = Assert.Throws<ArgumentException>("name", () => estimate.State("wear"));
        Assert.Contains("headLoss", unknown.Message, StringComparison.Ordinal);
    }

    private static TwinGraph NewGraph() => new(new TwinGraphOptions { TimeProvider = new FakeTimeProvider(Start) });
}
