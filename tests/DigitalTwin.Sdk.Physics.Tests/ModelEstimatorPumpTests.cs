using Xunit.Abstractions;

namespace DigitalTwin.Sdk.Physics.Tests;

/// <summary>The estimator on a simulated pump: does it find the wear that no sensor measures, and nothing else?</summary>
public class ModelEstimatorPumpTests(ITestOutputHelper output)
{
    private const int Flow = 0;
    private const int Head = 1;
    private const int Power = 2;
    private const long Minute = TimeSpan.TicksPerMinute;
    private static readonly long Start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private static readonly CentrifugalPump Pump = new(250 * Units.CubicMetrePerHour, 38 * Units.Metre, 1450 * Units.RevolutionPerMinute);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Wear_growing_to_twelve_percent_in_sixty_days_is_followed_through_changing_demand(int seed)
    {
        var plant = new SimulatedPump(Pump, seed);
        var estimator = new ModelEstimator(Pump, [Flow, Head, Power]);
        var headLoss = estimator.StateIndex("headLoss");
        var powerRise = estimator.StateIndex("powerRise");
        const int Minutes = 60 * 24 * 60;
        var worst = 0.0;
        var worstPower = 0.0;
        var insideThreeSigma = 0;
        for (var i = 0; i < Minutes; i++)
        {
            plant.Wear = new PumpWear(0.12 * i / Minutes, 0.05 * i / Minutes);
            Feed(estimator, plant, i, withPower: true);
            var wear = estimator.State(headLoss);
            if (i > 24 * 60)
            {
                worst = Math.Max(worst, Math.Abs(wear.Mean - plant.Wear.HeadLoss));
                worstPower = Math.Max(worstPower, Math.Abs(estimator.State(powerRise).Mean - plant.Wear.PowerRise));
            }

            insideThreeSigma += Math.Abs(wear.Mean - plant.Wear.HeadLoss) <= 3 * wear.StandardDeviation ? 1 : 0;
        }

        output.WriteLine($"worst head loss error {worst:P3}, power rise {worstPower:P3}, inside 3 sigma {insideThreeSigma / (double)Minutes:P2}, "
            + $"sigma {estimator.State(headLoss).StandardDeviation:P3}, NIS {estimator.MeanNis(Flow):F2} {estimator.MeanNis(Head):F2} {estimator.MeanNis(Power):F2}, "
            + $"rejected {estimator.Rejected}, resets {estimator.Resets}, repairs {estimator.Repairs}");
        Assert.InRange(worst, 0, 0.015);
        Assert.InRange(worstPower, 0, 0.015);
        Assert.True(insideThreeSigma > 0.97 * Minutes, $"Only {insideThreeSigma} of {Minutes} inside three sigma.");
        Assert.InRange(estimator.MeanNis(Head), 0.6, 1.5);
        Assert.Equal(FilterConsistency.Consistent, estimator.Consistency(Head));
        Assert.Equal(0, estimator.Repairs);
        Assert.Equal(ModelValidity.Valid, estimator.Validity);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void A_healthy_pump_gives_residuals_that_raise_no_alarm_however_demand_moves(int seed)
    {
        foreach (var everySeconds in new[] { 60.0, 1.0 })
        {
            var plant = new SimulatedPump(Pump, seed);
            var log = new EstimateLog(Head);
            var estimator = new ModelEstimator(Pump, [Flow, Head], sink: log);
            for (var i = 0; i < 30 * 24 * 60; i++)
                Feed(estimator, plant, i, everySeconds: everySeconds);

            var residuals = log.All.Where(e => e.Quality.IsUsable).Select(e => e.Residual).ToArray();
            output.WriteLine($"every {everySeconds} s: mean {residuals.Average():F4}, rms {Rms(residuals):F3}, largest CUSUM {Cusum(residuals):F2}, "
                + $"innovation rms {Rms(log.All.Where(e => e.Quality.IsGood).Select(e => e.Innovation)):F3}, wear {estimator.State(1)}, rejected {estimator.Rejected}");
            Assert.InRange(residuals.Average(), -0.1, 0.1);

            // The curve's tolerance of 2 % stands beside 1.1 % of noise, so that drift 0.5 and threshold 5 are about one and ten noise sigmas.
            Assert.InRange(Cusum(residuals), 0, 4);
            Assert.InRange(Rms(log.All.Where(e => e.Quality.IsGood).Select(e => e.Innovation)), 0.9, 1.1);
        }
    }

    [Fact]
    public void A_cusum_on_the_residual_finds_three_percent_wear_within_an_hour()
    {
        var plant = new SimulatedPump(Pump, 13) { Wear = new PumpWear(0.03) };
        var log = new EstimateLog(Head);
        var estimator = new ModelEstimator(Pump, [Flow, Head], sink: log);
        for (var i = 0; i < 60; i++)
            Feed(estimator, plant, i);
        Assert.True(Cusum(log.All.Where(e => e.Quality.IsGood).Select(e => e.Residual)) > 5);
    }

    [Fact]
    public void Ten_percent_wear_moves_the_residual_by_several_sigma_while_the_innovation_stays()
    {
        var plant = new SimulatedPump(Pump, 5) { Wear = new PumpWear(0.10) };
        var log = new EstimateLog(Head);
        var estimator = new ModelEstimator(Pump, [Flow, Head], sink: log);
        for (var i = 0; i < 2 * 24 * 60; i++)
            Feed(estimator, plant, i);
        var late = log.All.Skip(24 * 60).Where(e => e.Quality.IsGood).ToArray();
        Assert.InRange(late.Average(e => e.Residual), -5, -3.5);
        Assert.InRange(late.Average(e => e.Innovation), -0.2, 0.2);
    }

    [Fact]
    public void Spikes_and_bad_samples_do_not_touch_the_estimate()
    {
        var plant = new SimulatedPump(Pump, 6) { Wear = new PumpWear(0.05) };
        var log = new EstimateLog(Head);
        var estimator = new ModelEstimator(Pump, [Flow, Head], sink: log);
        var random = new GaussianNoise(60);
        var spikes = 0;
        for (var i = 0; i < 5 * 24 * 60; i++)
        {
            plant.MoveTo(60.0 * i);
            var ticks = Start + (i * Minute);
            estimator.Input(0, plant.Speed, ticks, Quality.Good);
            var isSpike = i > 1000 && random.Uniform() < 0.02;
            spikes += isSpike ? 1 : 0;
            estimator.Observe(Flow, random.Uniform() < 0.02 ? double.NaN : plant.MeasuredFlow, ticks, Quality.Good);
            if (random.Uniform() < 0.05)
                estimator.Observe(Head, -9999, ticks, Quality.Bad | Quality.SourceFlagged);
            else
                estimator.Observe(Head, isSpike ? plant.MeasuredHead + 30 : plant.MeasuredHead, ticks, Quality.Good);
        }

        output.WriteLine($"{spikes} spikes, {estimator.Rejected} rejected, wear {estimator.State(1)}");
        Assert.True(spikes > 50);
        Assert.InRange(estimator.State(1).Mean, 0.045, 0.055);
        Assert.Equal(0, estimator.Resets);
        Assert.All(log.All.Where(e => e.Measured > 60), e => Assert.Equal(Quality.Uncertain, e.Quality & (Quality)(3u << 30)));
        Assert.All(log.All.Where(e => e.Quality.IsBad), e => Assert.True(double.IsNaN(e.Residual)));
    }

    [Fact]
    public void Slowing_the_pump_down_is_not_taken_for_wear()
    {
        var plant = new SimulatedPump(Pump, 8);
        var log = new EstimateLog(Head);
        var estimator = new ModelEstimator(Pump, [Flow, Head], sink: log);
        for (var second = 0; second < 4 * 3600; second++)
        {
            // Every half hour 1450 → 1200 → 1450 rpm at 50 rpm/s, head and flow read before the speed is told.
            var phase = second % 3600;
            var rpm = phase < 1800 ? Math.Max(1200, 1450 - (50.0 * phase)) : Math.Min(1450, 1200 + (50.0 * (phase - 1800)));
            plant.Speed = rpm * 2 * Math.PI / 60;
            plant.MoveTo(second);
            var ticks = Start + (second * TimeSpan.TicksPerSecond);
            estimator.Observe(Head, plant.MeasuredHead, ticks, Quality.Good);
            estimator.Observe(Flow, plant.MeasuredFlow, ticks, Quality.Good);
            estimator.Input(0, plant.Speed, ticks, Quality.Good);
        }

        output.WriteLine($"wear {estimator.State(1)}, rejected {estimator.Rejected}");
        Assert.InRange(estimator.State(1).Mean, -0.005, 0.005);
        Assert.InRange(log.All.Where(e => e.Quality.IsGood).Max(e => Math.Abs(e.Residual)), 0, 5);
    }

    [Fact]
    public void A_pump_at_standstill_tells_nothing_of_wear_and_keeps_what_is_known()
    {
        var plant = new SimulatedPump(Pump, 9) { Wear = new PumpWear(0.08) };
        var log = new EstimateLog(Head);
        var estimator = new ModelEstimator(Pump, [Flow, Head], sink: log);
        var day = 24 * 60;
        for (var i = 0; i < day; i++)
            Feed(estimator, plant, i);
        var before = estimator.State(1);
        plant.Speed = 0;
        for (var i = day; i < day + 600; i++)
            Feed(estimator, plant, i);
        Assert.Equal(KalmanOutcome.Unobservable, log.Last.Outcome);
        Assert.True(log.Last.Quality.IsBad);
        Assert.Equal(before.Mean, estimator.State(1).Mean, 3);
        plant.Speed = Pump.RatedSpeed.SI;
        for (var i = day + 600; i < 2 * day; i++)
            Feed(estimator, plant, i);
        Assert.InRange(estimator.State(1).Mean, 0.075, 0.085);
        Assert.Equal(0, estimator.Repairs);
    }

    [Fact]
    public void A_wrong_curve_shows_as_a_model_that_is_not_valid()
    {
        var other = new CentrifugalPump(250 * Units.CubicMetrePerHour, 38 * Units.Metre, 1450 * Units.RevolutionPerMinute, new CentrifugalPumpOptions { ShutOffHeadRatio = 1.8 });
        var plant = new SimulatedPump(other, 10);
        var estimator = new ModelEstimator(Pump, [Flow, Head]);
        var worst = ModelValidity.Unknown;
        for (var i = 0; i < 5 * 24 * 60; i++)
        {
            Feed(estimator, plant, i);
            worst = estimator.Validity > worst ? estimator.Validity : worst;
        }

        Assert.Equal(ModelValidity.Invalid, worst);
    }

    private static void Feed(ModelEstimator estimator, SimulatedPump plant, int number, bool withPower = false, double everySeconds = 60)
    {
        plant.MoveTo(everySeconds * number);
        var ticks = Start + (long)(number * everySeconds * TimeSpan.TicksPerSecond);
        estimator.Input(0, plant.Speed, ticks, Quality.Good);
        estimator.Observe(Flow, plant.MeasuredFlow, ticks, Quality.Good);
        estimator.Observe(Head, plant.MeasuredHead, ticks, Quality.Good);
        if (withPower)
            estimator.Observe(Power, plant.MeasuredPower, ticks, Quality.Good);
    }

    private static double Rms(IEnumerable<double> values) => Math.Sqrt(values.Average(v => v * v));

    private static double Cusum(IEnumerable<double> residuals)
    {
        double up = 0, down = 0, largest = 0;
        foreach (var z in residuals)
        {
            up = Math.Max(0, up + z - 0.5);
            down = Math.Max(0, down - z - 0.5);
            largest = Math.Max(largest, Math.Max(up, down));
        }

        return largest;
    }
}
