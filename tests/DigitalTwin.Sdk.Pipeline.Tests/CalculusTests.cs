using FsCheck;
using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>Derivative, integral, totals, time in a state and quantiles.</summary>
public class CalculusTests
{
    private const Quality Loss = Quality.Bad | Quality.CommLoss;
    private static readonly Quality Hole = Quality.Uncertain | Quality.Stale;

    [Fact]
    public void Seconds_in_a_state_come_from_its_ones_and_noughts()
    {
        var mode = new[] { At(0, 1), At(20, 2), At(50, 1), At(60, 1) };

        var perMinute = mode.Run(raw => raw.InState(2).Resample(Seconds(60), maxGap: Seconds(60), ResampleMethod.Integral, shape: SignalShape.Step));
        var trailing = mode.Run(raw => raw.InState(2).RollingIntegral(window: Seconds(100), maxGap: Seconds(60), per: Seconds(1), SignalShape.Step));

        Assert.Equal([(60.0, 30.0)], perMinute.Where(s => SecondsOf(s) > 0).Select(s => (SecondsOf(s), s.Value)));
        Assert.Equal([0, 30, 30], trailing.Select(s => s.Value));
    }

    [Fact]
    public void An_integral_over_silence_says_what_is_missing_for_as_long_as_the_silence_is_in_the_window()
    {
        var outputs = new[] { At(0, 2), At(1, 2), At(20, 2), At(21, 4), At(29, 4), At(32, 4) }
            .Run(raw => raw.RollingIntegral(window: Seconds(30), maxGap: Seconds(10), per: Seconds(1)));

        Assert.Equal([(1.0, 2.0), (20, 2), (21, 5), (29, 37), (32, 47)], outputs.Select(s => (SecondsOf(s), s.Value)));
        Assert.Equal([Quality.Good, Hole, Hole, Hole, Quality.Good], outputs.Select(s => s.Quality));
    }

    [Theory]
    [InlineData(0.5, 1.0)]
    [InlineData(60, 3600)]
    public void A_rolling_integral_is_what_its_definition_says(double maxGap, double per)
    {
        var random = new Random(31);
        var time = 0.0;
        var samples = Enumerable.Range(0, 500).Select(_ => At(time += 0.1 + random.NextDouble(), random.NextDouble() - 0.3)).ToArray();
        foreach (var shape in Enum.GetValues<SignalShape>())
        {
            var pipeline = new SignalPipeline().RollingIntegral(window: Seconds(7), maxGap: Seconds(maxGap), per: Seconds(per), shape);
            var outputs = samples.Run(raw => raw.Through(pipeline)).ToDictionary(s => s.Ticks);
            for (var i = 1; i < samples.Length; i++)
            {
                Sample<double>[] window = [.. samples[..(i + 1)].Where(s => s.Ticks > samples[i].Ticks - Seconds(7).Ticks)];
                var pairs = window.Zip(window.Skip(1)).ToArray();
                var known = pairs.Where(p => p.Second.Ticks - p.First.Ticks <= Seconds(maxGap).Ticks);
                var expected = known.Sum(p => (shape == SignalShape.Step ? p.First.Value : (p.First.Value + p.Second.Value) / 2) * (SecondsOf(p.Second) - SecondsOf(p.First))) / per;
                if (window.Length == 1)
                    Assert.DoesNotContain(samples[i].Ticks, outputs.Keys);
                else
                    Assert.Equal((expected, known.Count() == pairs.Length ? Quality.Good : Hole), (outputs[samples[i].Ticks].Value, outputs[samples[i].Ticks].Quality), Near);
            }
        }

        static bool Near((double Value, Quality Quality) a, (double Value, Quality Quality) b) => Math.Abs(a.Value - b.Value) < 1e-12 && a.Quality == b.Quality;
    }

    [Fact]
    public void A_filtered_slope_is_no_better_than_what_has_weight_in_it()
    {
        var samples = EverySecond([.. Enumerable.Range(0, 12).Select(i => (double)i)]);
        samples[3] = samples[3] with { Value = 300, Quality = Quality.Uncertain };

        var outputs = samples.Run(raw => raw.Derivative(per: Seconds(1), timeConstant: Seconds(1)));

        // The second slope of the two that the doubtful sample has part in has the weight 0.63 and keeps 0.63 exp(-n) of it n samples later.
        Assert.Equal([3, 4, 5, 6, 7, 8], outputs.Where(s => !s.Quality.IsGood).Select(SecondsOf));
    }

    [Fact]
    public void A_ramp_has_its_slope_from_the_second_sample_on_however_uneven()
    {
        var inputs = new[] { 0, 0.3, 1, 4, 4.1 }.Select(t => At(t, 5 + (2 * t)));

        var outputs = inputs.Run(raw => raw.Derivative(per: TimeSpan.FromMinutes(1), timeConstant: Seconds(3)));

        Assert.Equal([0.3, 1, 4, 4.1], outputs.Select(SecondsOf));
        Assert.All(outputs, s => Assert.Equal(120, s.Value, 9));
    }

    [Fact]
    public void The_filter_answers_a_step_of_the_slope_as_one_of_first_order()
    {
        var outputs = EverySecond(0, 0, 1, 2, 3).Run(raw => raw.Derivative(per: Seconds(1), timeConstant: Seconds(2)));

        Assert.Equal([0, 1 - Math.Exp(-0.5), 1 - Math.Exp(-1), 1 - Math.Exp(-1.5)], outputs.Select(s => s.Value), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void There_is_no_slope_over_a_gap_or_a_lost_link()
    {
        var outputs = new[] { At(0, 0), At(1, 1), At(9, 100), At(10, 102), At(10.5, 0, Loss), At(11, 7), At(12, 8, Quality.Uncertain) }
            .Run(raw => raw.Derivative(per: Seconds(1), maxGap: Seconds(5)));

        Assert.Equal([1, 2, 0, 1], outputs.Select(s => s.Value));
        Assert.Equal([Quality.Good, Quality.Good, Loss, Quality.Uncertain], outputs.Select(s => s.Quality));
    }

    [Fact]
    public void An_integral_is_that_of_the_lines_or_of_the_steps()
    {
        var inputs = new[] { At(0, 0), At(1800, 10), At(3600, 10), At(3600, 99), At(5400, 0) };

        Assert.Equal([0, 2.5, 7.5, 10], inputs.Run(raw => raw.Integral(per: TimeSpan.FromHours(1), maxGap: TimeSpan.MaxValue)).Select(s => s.Value));
        Assert.Equal([0, 0, 5, 10], inputs.Run(raw => raw.Integral(per: TimeSpan.FromHours(1), maxGap: TimeSpan.MaxValue, shape: SignalShape.Step)).Select(s => s.Value));
    }

    [Fact]
    public void A_hole_adds_nothing_to_an_integral_which_is_short_of_it_for_good()
    {
        var outputs = new[] { At(0, 1), At(1, 1), At(9, 1), At(10, 1), At(10.5, 0, Loss), At(11, 1), At(12, 1) }
            .Run(raw => raw.Integral(per: Seconds(1), maxGap: Seconds(5)));

        Assert.Equal([0, 1, 1, 2, 0, 2, 3], outputs.Select(s => s.Value));
        Assert.Equal([Quality.Good, Quality.Good, Hole, Hole, Loss, Hole, Hole], outputs.Select(s => s.Quality));
    }

    [Fact]
    public void A_long_integral_loses_no_digits()
    {
        var inputs = Enumerable.Range(0, 1_000_001).Select(i => At(i, i == 0 ? 2e15 : 0.1));

        var last = inputs.Run(raw => raw.Integral(per: Seconds(1), maxGap: TimeSpan.MaxValue, shape: SignalShape.Step))[^1];

        Assert.Equal(2e15 + 99_999.9, last.Value, 0.3);
    }

    [Fact]
    public void Hours_in_a_state_are_counted_from_change_to_change()
    {
        var outputs = new[] { At(0, 0), At(3600, 1), At(7200, 1), At(9000, 0), At(10800, 2), At(14400, 1) }
            .Run(raw => raw.TimeInState(1, per: TimeSpan.FromHours(1), maxGap: TimeSpan.MaxValue));

        Assert.Equal([0, 0, 1, 1.5, 1.5, 1.5], outputs.Select(s => s.Value));
    }

    [Fact]
    public void A_counter_is_followed_through_its_roll_over()
    {
        var outputs = EverySecond(990, 995, 3, 8).Run(raw => raw.Totalise(rollOver: 1000, maxRise: 20, per: Seconds(1)));

        Assert.Equal([0, 5, 13, 18], outputs.Select(s => s.Value));
        Assert.All(outputs, s => Assert.Equal(Quality.Good, s.Quality));
    }

    [Fact]
    public void A_restart_from_zero_counts_what_is_known_and_says_so()
    {
        var outputs = EverySecond(500, 505, 2, 7).Run(raw => raw.Totalise(rollOver: 1000, maxRise: 20, per: Seconds(1)));

        Assert.Equal([0, 5, 7, 12], outputs.Select(s => s.Value));
        Assert.Equal(Quality.Uncertain | Quality.Estimated, outputs[2].Quality);
    }

    [Fact]
    public void A_reading_that_cannot_be_is_not_counted()
    {
        var outputs = EverySecond(500, 505, 504.9, 900, 506, -1, 1000, 507).Run(raw => raw.Totalise(rollOver: 1000, maxRise: 20, per: Seconds(1)));

        Assert.Equal([0, 5, 6, 7], outputs.Where(s => s.Quality.IsGood).Select(s => s.Value));
        Assert.Equal(
            [Quality.Bad | Quality.Spike, Quality.Bad | Quality.Spike, Quality.Bad | Quality.OutOfRange, Quality.Bad | Quality.OutOfRange],
            outputs.Where(s => s.Quality.IsBad).Select(s => s.Quality));
    }

    [Property(MaxTest = 100)]
    public void Totals_are_what_was_counted(int seed)
    {
        var random = new Random(seed);
        var steps = Enumerable.Range(0, 300).Select(_ => (double)random.Next(20)).ToList();
        var (sum, total) = (0.0, 0.0);
        var inputs = steps.Select((s, i) => At(i, (sum += s) % 100)).ToList();

        var outputs = inputs.Run(raw => raw.Totalise(rollOver: 100, maxRise: 20, per: Seconds(1)));

        Assert.Equal(steps.Select((s, i) => total += i == 0 ? 0 : s), outputs.Select(s => s.Value));
    }

    [Fact]
    public void A_quantile_lies_between_the_two_nearest_values()
    {
        var outputs = EverySecond(10, 30, 20, 50, 40).Run(raw => raw.RollingQuantile(0.75, window: Seconds(60)));

        // Ranks 0, 0.75, 1.5, 2.25, 3.
        Assert.Equal([10, 25, 25, 35, 40], outputs.Select(s => s.Value));
    }

    [Property(MaxTest = 100)]
    public void A_quantile_of_a_half_is_the_median(int seed)
    {
        var random = new Random(seed);
        var inputs = Enumerable.Range(0, 200).Select(i => At(i + random.NextDouble(), random.Next(10))).ToList();

        var medians = inputs.Run(raw => raw.Rolling(RollingStatistic.Median, Seconds(20), capacity: 15));
        var quantiles = inputs.Run(raw => raw.RollingQuantile(0.5, Seconds(20), capacity: 15));

        Assert.Equal(medians, quantiles);
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        var pipeline = new SignalPipeline();

        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Derivative(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Derivative(Seconds(1), Seconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Integral(Seconds(1), TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.TimeInState(double.NaN, Seconds(1), Seconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Totalise(0, 1, Seconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.RollingQuantile(1.1, Seconds(1)));
    }
}
