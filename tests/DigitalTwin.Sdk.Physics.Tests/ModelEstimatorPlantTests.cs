using DigitalTwin.Sdk.Testing;
using Xunit.Abstractions;

namespace DigitalTwin.Sdk.Physics.Tests;

/// <summary>The estimator on the simulated plant of DigitalTwin.Sdk.Testing, whose true curves are not the model's: a model that is slightly wrong, as in a real plant.</summary>
public class ModelEstimatorPlantTests(ITestOutputHelper output)
{
    private const int Flow = 0;
    private const int Head = 1;
    private const int Power = 2;
    private static readonly CentrifugalPump Model = new(250 * Units.CubicMetrePerHour, 38 * Units.Metre, 1450 * Units.RevolutionPerMinute);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Wear_of_a_plant_the_model_does_not_quite_match_is_followed_and_the_alarm_comes_only_after_the_onset(int seed)
    {
        var plant = new PumpPlant(seed).Wear(TimeSpan.FromDays(20), TimeSpan.FromDays(60), headLoss: 0.12);
        var log = new EstimateLog(Head);
        var estimator = new ModelEstimator(Model, [Flow, Head, Power], sink: log);
        var worst = 0.0;
        var alarm = -1.0;
        double up = 0, down = 0;
        for (var minute = 0; minute < 60 * 24 * 60; minute++)
        {
            // Once a day for two hours the pump runs slow.
            if (minute % 1440 == 120)
                plant.SetSpeed(1200 * Units.RevolutionPerMinute);
            if (minute % 1440 == 240)
                plant.SetSpeed(1450 * Units.RevolutionPerMinute);
            plant.Step(TimeSpan.FromMinutes(1));
            Feed(estimator, plant);
            if (minute > 1440)
                worst = Math.Max(worst, Math.Abs(estimator.State(1).Mean - plant.Truth.HeadDegradation));
            if (log.All.Count == 0 || !log.Last.Quality.IsGood || alarm >= 0)
                continue;
            up = Math.Max(0, up + log.Last.Residual - 0.5);
            down = Math.Max(0, down - log.Last.Residual - 0.5);
            if (Math.Max(up, down) > 5)
                alarm = minute / 1440.0;
        }

        output.WriteLine($"worst error {worst:P2}, alarm on day {alarm:F2}, estimate {estimator.State(1)}, truth {plant.Truth.HeadDegradation:P2}, "
            + $"NIS {estimator.MeanNis(Flow):F2} {estimator.MeanNis(Head):F2} {estimator.MeanNis(Power):F2}, rejected {estimator.Rejected}, resets {estimator.Resets}");
        Assert.InRange(worst, 0, 0.015);
        Assert.InRange(alarm, 20, 35);
        Assert.Equal(ModelValidity.Valid, estimator.Validity);
        Assert.Equal(0, estimator.Repairs);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Ramps_of_speed_seen_every_second_raise_no_alarm_on_a_healthy_plant(int seed)
    {
        var plant = new PumpPlant(seed);
        var log = new EstimateLog(Head);
        var estimator = new ModelEstimator(Model, [Flow, Head], sink: log);
        double up = 0, down = 0, largest = 0;
        for (var second = 0; second < 12 * 3600; second++)
        {
            if (second % 1800 == 600)
                plant.SetSpeed(1200 * Units.RevolutionPerMinute);
            if (second % 1800 == 1500)
                plant.SetSpeed(1450 * Units.RevolutionPerMinute);
            plant.Step(TimeSpan.FromSeconds(1));
            Feed(estimator, plant, withPower: false);
            if (!log.Last.Quality.IsUsable)
                continue;
            up = Math.Max(0, up + log.Last.Residual - 0.5);
            down = Math.Max(0, down - log.Last.Residual - 0.5);
            largest = Math.Max(largest, Math.Max(up, down));
        }

        output.WriteLine($"largest CUSUM {largest:F2}, wear {estimator.State(1)}, rejected {estimator.Rejected}, resets {estimator.Resets}");
        Assert.InRange(largest, 0, 5);
        Assert.InRange(estimator.State(1).Mean, -0.01, 0.01);
    }

    private static void Feed(ModelEstimator estimator, PumpPlant plant, bool withPower = true)
    {
        var flow = plant[PumpSignal.Flow];
        var head = plant[PumpSignal.Head];
        var power = plant[PumpSignal.Power];
        var speed = plant[PumpSignal.Speed];
        estimator.Input(0, (speed.Value * Units.RevolutionPerMinute).SI, speed.Ticks, speed.Quality);
        estimator.Observe(Flow, (flow.Value * Units.CubicMetrePerHour).SI, flow.Ticks, flow.Quality);
        estimator.Observe(Head, head.Value, head.Ticks, head.Quality);
        if (withPower)
            estimator.Observe(Power, (power.Value * Units.Kilowatt).SI, power.Ticks, power.Quality);
    }
}
