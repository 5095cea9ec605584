using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Physics.Tests;

public class ModelEstimatorTests
{
    private const int Flow = 0;
    private const int Head = 1;
    private const long Second = TimeSpan.TicksPerSecond;
    private static readonly long Start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private static readonly CentrifugalPump Pump = new(250 * Units.CubicMetrePerHour, 38 * Units.Metre, 1450 * Units.RevolutionPerMinute);
    private static readonly double Speed = Pump.RatedSpeed.SI;
    private static readonly double RatedFlow = Pump.RatedFlow.SI;

    [Property(MaxTest = 50)]
    public void The_order_in_which_samples_of_one_time_arrive_does_not_matter(int seed)
    {
        var random = new Random(seed);
        var noise = new GaussianNoise(seed);
        var usual = new ModelEstimator(Pump, [Flow, Head]);
        var shuffled = new ModelEstimator(Pump, [Flow, Head]);
        for (var i = 0; i < 30; i++)
        {
            var ticks = Start + (i * Second);
            var samples = new (int Kind, double Value)[]
            {
                (-1, Speed + noise.Next()), (Flow, RatedFlow * (1 + (0.01 * noise.Next()))), (Head, 38 + (0.4 * noise.Next())),
            };
            foreach (var sample in samples)
                Give(usual, sample, ticks);
            random.Shuffle(samples);
            foreach (var sample in samples)
                Give(shuffled, sample, ticks);
        }

        Assert.Equal(usual.Save().Payload.ToArray(), shuffled.Save().Payload.ToArray());

        static void Give(ModelEstimator estimator, (int Kind, double Value) sample, long ticks)
        {
            if (sample.Kind < 0)
                estimator.Input(0, sample.Value, ticks, Quality.Good);
            else
                estimator.Observe(sample.Kind, sample.Value, ticks, Quality.Good);
        }
    }

    [Fact]
    public void An_incomplete_time_is_taken_in_when_a_later_one_comes_or_on_flush()
    {
        var log = new EstimateLog(Head);
        var estimator = Running(log);
        var count = log.All.Count;
        estimator.Observe(Head, 38, Start + (100 * Second), Quality.Good);
        Assert.Equal(count, log.All.Count);
        estimator.Observe(Head, 38, Start + (101 * Second), Quality.Good);
        Assert.Equal(count + 1, log.All.Count);
        Assert.Equal(Start + (100 * Second), log.Last.Ticks);
        estimator.Flush();
        Assert.Equal(count + 2, log.All.Count);
        estimator.Flush();
        Assert.Equal(count + 2, log.All.Count);
    }

    [Fact]
    public void Sensors_with_times_of_their_own_are_each_taken_in_at_their_time()
    {
        var log = new EstimateLog(Head);
        var estimator = Running(log);
        estimator.Observe(Flow, RatedFlow, Start + (100 * Second), Quality.Good);
        estimator.Observe(Head, 38, Start + (99 * Second) + 500, Quality.Good);
        Assert.Equal(Start + (99 * Second) + 500, log.Last.Ticks);
        Assert.Equal(Start + (99 * Second) + 500, estimator.Ticks);
        estimator.Flush();
        Assert.Equal(Start + (100 * Second), estimator.Ticks);
        Assert.Equal(0, estimator.LateSamples);
    }

    [Fact]
    public void Late_and_doubled_samples_are_ignored_and_counted()
    {
        var estimator = Running();
        var before = estimator.State(1);
        estimator.Observe(Head, 10, Start, Quality.Good);
        estimator.Input(0, 0, Start + Second, Quality.Good);
        estimator.Observe(Flow, 0, estimator.Ticks, Quality.Good);
        estimator.Flush();
        Assert.Equal(3, estimator.LateSamples);
        Assert.Equal(before, estimator.State(1));
    }

    [Fact]
    public void A_bad_input_stops_judging_but_not_foretelling()
    {
        var log = new EstimateLog(Head);
        var estimator = Running(log);
        var before = estimator.State(1);
        for (var i = 60; i < 120; i++)
        {
            estimator.Input(0, double.NaN, Start + (i * Second), Quality.Good);
            estimator.Observe(Flow, RatedFlow, Start + (i * Second), Quality.Good);
            estimator.Observe(Head, 20, Start + (i * Second), Quality.Good);
        }

        Assert.Equal(before.Mean, estimator.State(1).Mean);
        Assert.True(estimator.State(1).StandardDeviation > before.StandardDeviation);
        Assert.True(log.Last.Quality.IsBad);
        Assert.True(log.Last.Quality.Has(Quality.ConversionError));
        Assert.True(log.Times[^1].Quality.IsUncertain);
        Assert.Equal(120, estimator.WithoutInput);
    }

    [Fact]
    public void A_bad_measurement_gives_a_bad_judgement_with_its_reasons()
    {
        var log = new EstimateLog(Head);
        var estimator = Running(log);
        var before = estimator.State(1).Mean;
        estimator.Observe(Head, 12, Start + (100 * Second), Quality.Bad | Quality.Frozen);
        estimator.Flush();
        Assert.Equal(Quality.Bad | Quality.Frozen | Quality.Estimated, log.Last.Quality);
        Assert.Equal(KalmanOutcome.Missing, log.Last.Outcome);
        Assert.Equal(before, estimator.State(1).Mean);
    }

    [Fact]
    public void A_gap_of_a_month_is_survived_and_makes_wear_less_certain()
    {
        var estimator = Running();
        var before = estimator.State(1).StandardDeviation;
        var later = Start + TimeSpan.FromDays(30).Ticks;
        estimator.Observe(Flow, RatedFlow, later, Quality.Good);
        estimator.Flush();

        // A month of 0.2 % per root day: √30 · 0.2 % = 1.1 %.
        Assert.Equal(Math.Sqrt((before * before) + (30 * 0.002 * 0.002)), estimator.State(1).StandardDeviation, 5);
        Assert.Equal(0, estimator.Repairs);
    }

    [Theory]
    [InlineData(0.999, 4)]
    [InlineData(0.95, 4)]
    [InlineData(0.8, 3)]
    [InlineData(0.5, 50)]
    [InlineData(1, 4)]
    public void A_model_that_is_plainly_wrong_becomes_Invalid_whatever_the_gate(double gate, double invalidNis)
    {
        var options = new ModelEstimatorOptions { InvalidNis = invalidNis, Filter = { GateProbability = gate } };
        var estimator = new ModelEstimator(Pump, [Flow, Head], options);
        Feed(estimator, 0, 200);
        Assert.NotEqual(ModelValidity.Invalid, estimator.Validity);
        var fork = estimator.Fork();

        foreach (var judged in new[] { estimator, fork })
        {
            for (var i = 200; i < 500; i++)
            {
                judged.Observe(Flow, RatedFlow, Start + (i * Second), Quality.Good);
                judged.Observe(Head, i % 2 == 0 ? 114 : 7.6, Start + (i * Second), Quality.Good);
            }

            Assert.Equal(ModelValidity.Invalid, judged.Validity);
        }
    }

    [Property(MaxTest = 100)]
    public void Whatever_comes_in_nothing_throws_and_no_usable_number_is_not_a_number(int seed)
    {
        var random = new Random(seed);
        double[] junk = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300, 1e-300, 0, -1, double.MaxValue, 38, Speed, RatedFlow];
        Quality[] qualities = [Quality.Good, Quality.Good, Quality.Uncertain, Quality.Bad, Quality.NoData];
        var flow = new EstimateLog(Flow);
        var head = new EstimateLog(Head);
        foreach (var log in new[] { flow, head })
        {
            var estimator = new ModelEstimator(Pump, [Flow, Head, 2], sink: log);
            var ticks = Start;
            for (var i = 0; i < 400; i++)
            {
                ticks += random.Next(-5, 20) * Second;
                var value = junk[random.Next(junk.Length)];
                var quality = qualities[random.Next(qualities.Length)];
                if (random.Next(3) == 0)
                    estimator.Input(0, value, ticks, quality);
                else
                    estimator.Observe(random.Next(3), value, ticks, quality);
            }

            estimator.Flush();
            Assert.All(log.All, e => Assert.True(!e.Quality.IsUsable || (double.IsFinite(e.Residual) && double.IsFinite(e.Innovation)), e.ToString()));
            for (var i = 0; estimator.IsStarted && i < 3; i++)
            {
                Assert.True(double.IsFinite(estimator.State(i).Mean));
                Assert.True(double.IsFinite(estimator.State(i).StandardDeviation));
            }
        }
    }

    [Fact]
    public void A_restored_estimator_goes_on_bit_for_bit_even_from_within_a_time()
    {
        var noise = new GaussianNoise(1);
        var estimator = Running();
        estimator.Observe(Head, 37.5, Start + (61 * Second), Quality.Good);
        var restored = new ModelEstimator(Pump, [Flow, Head]);
        restored.Restore(estimator.Save());
        for (var i = 61; i < 200; i++)
        {
            var flow = RatedFlow * (1 + (0.1 * noise.Next()));
            foreach (var e in new[] { estimator, restored })
            {
                e.Observe(Flow, flow, Start + (i * Second), Quality.Good);
                e.Observe(Head, 37, Start + (i * Second), Quality.Good);
            }
        }

        Assert.Equal(estimator.Save().Payload.ToArray(), restored.Save().Payload.ToArray());
        Assert.Equal(1, restored.LateSamples);
    }

    [Fact]
    public void A_fork_and_the_original_do_not_touch_each_other()
    {
        var alone = Running();
        var live = Running();
        var fork = live.Fork();
        for (var i = 60; i < 200; i++)
            fork.Observe(Head, 30, Start + (i * Second), Quality.Good);
        Assert.Equal(alone.Save().Payload.ToArray(), live.Save().Payload.ToArray());
        Assert.NotEqual(live.State(1), fork.State(1));
    }

    [Fact]
    public void A_state_of_another_estimator_is_refused()
    {
        var estimator = Running();
        var saved = estimator.Save();
        Assert.Throws<ArgumentException>("state", () => new ModelEstimator(Pump, [Flow, Head, 2]).Restore(saved));
        var otherPump = new CentrifugalPump(250 * Units.CubicMetrePerHour, 38 * Units.Metre, 1460 * Units.RevolutionPerMinute);
        Assert.Throws<ArgumentException>("state", () => new ModelEstimator(otherPump, [Flow, Head]).Restore(saved));
        Assert.Throws<ArgumentException>("state", () => estimator.Restore(saved with { Version = 0 }));
    }

    [Fact]
    public void A_sample_allocates_nothing()
    {
        var estimator = Running(new CountingSink());
        Feed(estimator, 60, 400);
        var next = 400;
        Assert.Equal(0, Allocations.Of(() => Feed(estimator, next, next += 1000)));
    }

    [Fact]
    public void Callers_mistakes_are_refused_at_once()
    {
        Assert.Throws<ArgumentException>("observed", () => new ModelEstimator(Pump, []));
        Assert.Throws<ArgumentException>("observed", () => new ModelEstimator(Pump, [3]));
        Assert.Throws<ArgumentException>("observed", () => new ModelEstimator(Pump, [1, 1]));
        var options = new ModelEstimatorOptions { InvalidNis = 0, Filter = new KalmanOptions { RejectionsBeforeReset = 0 } };
        var error = Assert.Throws<ArgumentException>("options", () => new ModelEstimator(Pump, [0], options));
        Assert.Contains("InvalidNis", error.Message, StringComparison.Ordinal);
        Assert.Contains("RejectionsBeforeReset", error.Message, StringComparison.Ordinal);
        var estimator = new ModelEstimator(Pump, [Flow]);
        Assert.Throws<ArgumentOutOfRangeException>("output", () => estimator.Observe(Head, 1, Start, Quality.Good));
        Assert.Throws<ArgumentOutOfRangeException>("input", () => estimator.Input(1, 1, Start, Quality.Good));
    }

    private static ModelEstimator Running(IEstimateSink? sink = null)
    {
        var estimator = new ModelEstimator(Pump, [Flow, Head], sink: sink);
        Feed(estimator, 0, 60);
        return estimator;
    }

    private static void Feed(ModelEstimator estimator, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var ticks = Start + (i * Second);
            estimator.Input(0, i % 100 == 99 ? 0.9 * Speed : Speed, ticks, Quality.Good);
            estimator.Observe(Flow, RatedFlow * (1 + (0.01 * ((i % 7) - 3))), ticks, Quality.Good);
            estimator.Observe(Head, 38 + (0.1 * ((i % 5) - 2)), ticks, Quality.Good);
        }
    }

    private sealed class CountingSink : IEstimateSink
    {
        public long Count { get; private set; }

        public void OnEstimate(ModelEstimator estimator, in OutputEstimate estimate) => Count++;

        public void OnAdvanced(ModelEstimator estimator, Quality quality) => Count++;
    }
}
