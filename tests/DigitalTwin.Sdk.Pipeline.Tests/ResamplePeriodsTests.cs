using FsCheck;
using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>Resampling by the next and the nearest sample and over whole periods, from other origins.</summary>
public class ResamplePeriodsTests
{
    private const Quality Loss = Quality.Bad | Quality.CommLoss;

    // By hand, period (0, 10]: 2 to 6 over 4 s, 6 to 6 over 4 s, 6 to 4 over 2 s (of the 4 s to 2): 16 + 24 + 10 = 50.
    private static readonly Sample<double>[] Uneven = [At(0, 2), At(4, 6), At(8, 6), At(12, 2)];

    [Theory]
    [InlineData(ResampleMethod.TimeWeightedMean, 5)]
    [InlineData(ResampleMethod.Integral, 50)]
    [InlineData(ResampleMethod.Mean, 6)]
    [InlineData(ResampleMethod.Minimum, 6)]
    [InlineData(ResampleMethod.First, 6)]
    [InlineData(ResampleMethod.Count, 2)]
    [InlineData(ResampleMethod.Sum, 12)]
    public void A_period_begins_after_a_grid_time_and_ends_with_the_next(ResampleMethod method, double expected)
    {
        var outputs = Uneven.Run(raw => raw.Resample(every: Seconds(10), maxGap: Seconds(10), method));

        // The sample at 0 ends a period of which nothing else is known.
        var result = Assert.Single(outputs, s => SecondsOf(s) == 10);
        Assert.Equal(expected, result.Value, 12);
        Assert.Equal(Quality.Good, result.Quality);
        Assert.Equal(Uneven[3].ArrivalTicks, result.ArrivalTicks);
        Assert.All(outputs.Where(s => SecondsOf(s) == 0), s => Assert.True(s.Quality.IsBad));
    }

    [Theory]
    [InlineData(ResampleMethod.TimeWeightedMean, 4.4)]
    [InlineData(ResampleMethod.Integral, 44)]
    public void A_signal_in_steps_keeps_the_earlier_value(ResampleMethod method, double expected)
    {
        var outputs = Uneven.Run(raw => raw.Resample(every: Seconds(10), maxGap: Seconds(10), method, shape: SignalShape.Step));

        // 2 over 4 s, 6 over 4 s, 6 over 2 s.
        Assert.Equal(expected, outputs.Single(s => SecondsOf(s) == 10).Value, 12);
    }

    [Fact]
    public void Quality_follows_how_much_of_the_period_is_covered()
    {
        // Covered: 10 s of 10; then 6 of 10 (a hole of 4 s); then 3 of 10 (a hole of 7 s).
        Sample<double>[] inputs = [At(0, 1), At(2, 1), At(4, 1), At(6, 1), At(8, 1), At(10, 1), At(12, 1), At(16, 1), At(18, 1), At(20, 1), At(22, 1), At(29, 1), At(31, 1)];

        var outputs = inputs.Run(raw => raw.Resample(every: Seconds(10), maxGap: Seconds(3), ResampleMethod.TimeWeightedMean));

        Assert.Equal([10, 20, 30], outputs.Select(SecondsOf));
        Assert.Equal([Quality.Good, Quality.Uncertain | Quality.Interpolated, Quality.Bad | Quality.Stale], outputs.Select(s => s.Quality));
        Assert.All(outputs, s => Assert.Equal(1, s.Value, 12));
    }

    [Fact]
    public void A_result_is_no_better_than_the_worst_sample_in_it()
    {
        var outputs = new[] { At(0, 1), At(5, 3, Quality.Uncertain | Quality.OutOfRange), At(10, 1), At(20, 1), At(30, 1) }
            .Run(raw => raw.Resample(every: Seconds(10), maxGap: Seconds(10), ResampleMethod.Mean));

        Assert.Equal([Quality.Uncertain | Quality.OutOfRange, Quality.Good, Quality.Good], outputs.Skip(1).Select(s => s.Quality));
    }

    [Fact]
    public void News_of_a_lost_link_goes_on_at_once_and_the_time_after_it_is_not_covered()
    {
        var outputs = new[] { At(0, 1), At(4, 1), At(5, 0, Loss), At(9, 1), At(11, 1) }
            .Run(raw => raw.Resample(every: Seconds(10), maxGap: Seconds(10), ResampleMethod.Integral, shape: SignalShape.Step));

        // Known for 5 s before the loss and 1 s after it.
        Assert.Equal([(5, 0), (10, 6)], outputs.Skip(outputs.Count - 2).Select(s => (SecondsOf(s), Math.Round(s.Value, 9))));
        Assert.Equal([Loss, Quality.Uncertain | Quality.Interpolated], outputs.Skip(outputs.Count - 2).Select(s => s.Quality));
    }

    [Fact]
    public void A_long_gap_is_skipped_and_reported_once_if_wanted()
    {
        var inputs = new[] { At(0, 1), At(1, 1), At(2, 1), At(1e6, 1), At(1e6 + 1, 1) };

        Assert.Equal([0, 1, 2, 1e6, 1e6 + 1], inputs.Run(raw => raw.Resample(Seconds(1), Seconds(5), ResampleMethod.Mean)).Select(SecondsOf));
        Assert.Equal([0, 1, 2, 3, 1e6, 1e6 + 1], inputs.Run(raw => raw.Resample(Seconds(1), Seconds(5), ResampleMethod.Mean, GapPolicy.EmitBad)).Select(SecondsOf));
    }

    [Fact]
    public void Next_and_nearest_take_a_sample_no_further_than_allowed()
    {
        var inputs = new[] { At(0.4, 1), At(2.9, 2), At(9, 3) };

        var next = inputs.Run(raw => raw.Resample(Seconds(1), Seconds(2), ResampleMethod.Next));
        Assert.Equal([(1, 2), (2, 2), (7, 3), (8, 3), (9, 3)], next.Select(s => (SecondsOf(s), s.Value)));

        var nearest = inputs.Run(raw => raw.Resample(Seconds(1), Seconds(2), ResampleMethod.Nearest, GapPolicy.EmitBad));
        Assert.Equal([(1, 1), (2, 2), (3, 2), (4, 2), (5, 2), (7, 3), (8, 3), (9, 3)], nearest.Select(s => (SecondsOf(s), s.Value)));
        Assert.True(nearest[4].Quality.IsBad);
        Assert.Equal(7, nearest.Count(s => s.Quality.IsGood));
    }

    [Fact]
    public void Nothing_is_taken_across_a_lost_link()
    {
        var inputs = new[] { At(0.4, 1), At(1.2, 0, Loss), At(2.2, 2), At(3.1, 2) };

        Assert.Equal([1.2, 3], inputs.Run(raw => raw.Resample(Seconds(1), Seconds(5), ResampleMethod.Next)).Select(SecondsOf));
        Assert.Equal([1.2, 3], inputs.Run(raw => raw.Resample(Seconds(1), Seconds(5), ResampleMethod.Nearest)).Select(SecondsOf));
    }

    [Theory]
    [InlineData(ResampleMethod.Linear, 15)]
    [InlineData(ResampleMethod.Previous, 10)]
    [InlineData(ResampleMethod.Next, 20)]
    [InlineData(ResampleMethod.Count, 1)]
    public void A_grid_may_have_another_origin(ResampleMethod method, double atHalf)
    {
        var outputs = EverySecond(10, 20, 30, 40).Run(raw => raw.Resample(Seconds(1), Seconds(10), method, origin: Start.AddDays(3).AddSeconds(0.5)));

        Assert.Equal(atHalf, outputs.First(s => SecondsOf(s) == 0.5).Value);
        Assert.All(outputs, s => Assert.Equal(0.5, SecondsOf(s) - Math.Floor(SecondsOf(s))));
    }

    [Property(MaxTest = 200)]
    public void Periods_equal_a_naive_evaluator(int seed, bool isStep)
    {
        // At whole seconds, so that what happens within a second is the straight line between its ends.
        var random = new Random(seed);
        var samples = new List<Sample<double>>();
        for (var second = random.Next(10); samples.Count < 60; second += random.Next(6) == 0 ? 4 + random.Next(30) : 1 + random.Next(3))
            samples.Add(At(second, random.Next(-50, 50)));
        var shape = isStep ? SignalShape.Step : SignalShape.Line;
        foreach (var method in Enum.GetValues<ResampleMethod>().Skip(4))
        {
            var expected = Naive(samples, method, period: 10, maxGap: 6, isStep).ToList();

            var outputs = samples.Run(raw => raw.Resample(Seconds(10), Seconds(6), method, shape: shape));

            Assert.Equal(expected.Select(e => e.End), outputs.Select(SecondsOf));
            Assert.All(expected.Zip(outputs), pair => Assert.Equal(pair.First.Value, pair.Second.Value, 9));
            Assert.Equal(expected.Select(e => e.Level), outputs.Select(s => s.Quality.Level));
        }
    }

    [Fact]
    public void A_line_between_steps_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalPipeline().Resample(Seconds(1), Seconds(1), ResampleMethod.Linear, shape: SignalShape.Step));

    private static IEnumerable<(double End, double Value, QualityLevel Level)> Naive(List<Sample<double>> samples, ResampleMethod method, int period, int maxGap, bool isStep)
    {
        var last = (int)SecondsOf(samples[^1]);
        for (var end = 0; end <= last; end += period)
        {
            var inside = samples.Where(s => SecondsOf(s) > end - period && SecondsOf(s) <= end).Select(s => s.Value).ToList();
            var (integral, covered) = (0.0, 0);
            for (var second = end - period; second < end; second++)
            {
                if (Middle(samples, second, maxGap, isStep) is not { } middle)
                    continue;
                integral += middle;
                covered++;
            }

            double? value = method switch
            {
                ResampleMethod.TimeWeightedMean => covered > 0 ? integral / covered : null,
                ResampleMethod.Integral => covered > 0 ? integral : null,
                ResampleMethod.Count => inside.Count + covered > 0 ? inside.Count : null,
                ResampleMethod.Sum => inside.Count + covered > 0 ? inside.Sum() : null,
                _ when inside.Count == 0 => null,
                ResampleMethod.Mean => inside.Average(),
                ResampleMethod.Minimum => inside.Min(),
                ResampleMethod.Maximum => inside.Max(),
                ResampleMethod.First => inside[0],
                _ => inside[^1],
            };
            if (value is { } v)
                yield return (end, v, covered >= 0.9 * period ? QualityLevel.Good : covered >= 0.5 * period ? QualityLevel.Uncertain : QualityLevel.Bad);
        }
    }

    // The value in the middle of a second; null if the signal is not known there.
    private static double? Middle(List<Sample<double>> samples, int second, int maxGap, bool isStep)
    {
        var after = samples.FindIndex(s => SecondsOf(s) > second);
        if (after <= 0)
            return null;
        var (a, b) = (samples[after - 1], samples[after]);
        var (from, to) = (SecondsOf(a), SecondsOf(b));
        if (isStep)
            return second + 1 - from <= maxGap ? a.Value : null;
        return to - from <= maxGap ? a.Value + ((b.Value - a.Value) * (second + 0.5 - from) / (to - from)) : null;
    }
}
