using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public sealed class RollingTests
{
    [Property(MaxTest = 40)]
    public void Every_statistic_agrees_with_the_definition(int seed)
    {
        var random = new Random(seed);
        var time = 0.0;
        var samples = Enumerable.Range(0, 300).Select(_ => At(time += 0.1 + random.NextDouble(), Math.Round(random.NextDouble() * 10, 1))).ToArray();

        foreach (var statistic in Enum.GetValues<RollingStatistic>())
        {
            var byNumber = samples.Run(raw => raw.Rolling(statistic, window: 12, minimum: 1)).ToDictionary(s => s.Ticks, s => s.Value);
            var byTime = samples.Run(raw => raw.Rolling(statistic, Seconds(7))).ToDictionary(s => s.Ticks, s => s.Value);

            for (var i = 0; i < samples.Length; i++)
            {
                AssertDefined(samples[Math.Max(0, i - 11)..(i + 1)], byNumber);
                AssertDefined([.. samples[..(i + 1)].Where(s => s.Ticks > samples[i].Ticks - Seconds(7).Ticks)], byTime);
            }

            void AssertDefined(Sample<double>[] window, Dictionary<long, double> results)
            {
                // Of one sample neither noise nor trend is known.
                if (window.Length == 1 && statistic is (RollingStatistic.StandardDeviation or RollingStatistic.Slope))
                    Assert.False(results.ContainsKey(window[^1].Ticks));
                else
                    Assert.Equal(Defined(statistic, window), results[window[^1].Ticks], 1e-9);
            }
        }
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(1e9)]
    public void A_large_offset_costs_no_digits(double offset)
    {
        // Steps of 2^-10 are told without rounding next to either offset, so that the result must be that without offset.
        var random = new Random(11);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => Math.Round(random.NextDouble() * 1024) / 1024)];

        var expected = EverySecond(values).Run(raw => raw.Rolling(RollingStatistic.StandardDeviation, window: 101));
        var actual = EverySecond([.. values.Select(v => v + offset)]).Run(raw => raw.Rolling(RollingStatistic.StandardDeviation, window: 101));

        Assert.All(expected.Zip(actual), p => Assert.Equal(1, p.Second.Value / p.First.Value, 1e-11));
    }

    [Theory]
    [InlineData(RollingStatistic.Mean)]
    [InlineData(RollingStatistic.StandardDeviation)]
    [InlineData(RollingStatistic.Median)]
    public void Long_blocks_give_what_single_samples_give_and_keep_the_digits_of_a_large_offset(RollingStatistic statistic)
    {
        // Long enough that the sums are renewed several times; steps of 2^-10 are exact next to the offset.
        var random = new Random(12);
        var samples = EverySecond([.. Enumerable.Range(0, 20_000).Select(_ => 1e9 + (random.Next(1024) / 1024.0))]);
        var pipeline = new SignalPipeline().Rolling(statistic, window: 101);

        var singly = samples.Run(raw => raw.Through(pipeline));
        var inBlocks = Record.Samples(pipeline.Run(Record.Columns(samples)));
        var withoutOffset = Record.Samples(pipeline.Run(Record.Columns(samples.Select(s => s with { Value = s.Value - 1e9 }))));

        Assert.Equal(singly, inBlocks);
        var offset = statistic == RollingStatistic.StandardDeviation ? 0 : 1e9;
        Assert.All(inBlocks.Zip(withoutOffset), p => Assert.Equal(1, p.First.Value / (p.Second.Value + offset), 1e-11));
    }

    [Property(MaxTest = 60)]
    public void The_median_of_few_different_values_is_the_same_to_the_bit_singly_and_in_blocks(int seed)
    {
        // Windows full of equal values, and zeros of both signs.
        double[] few = [-1, -0.0, 0.0, 1, 2, double.Epsilon, 1e300];
        var random = new Random(seed);
        var samples = EverySecond([.. Enumerable.Range(0, 3000).Select(_ => random.Next(3) == 0 ? random.NextDouble() : few[random.Next(few.Length)])]);
        foreach (var window in new[] { 1, 3, 4, 5, 7, 8, 101, 127, 128, 129 })
        {
            var pipeline = new SignalPipeline().Rolling(RollingStatistic.Median, window);
            var singly = samples.Run(raw => raw.Through(pipeline));

            Assert.Equal(singly.Select(Bits), Record.Samples(pipeline.Run(Record.Columns(samples))).Select(Bits));
            for (var i = 0; i < singly.Count; i += 97)
            {
                var sorted = samples.AsSpan(i, window).ToArray().Select(s => s.Value).Order().ToArray();
                Assert.Equal(window % 2 == 1 ? sorted[window / 2] : (0.5 * sorted[(window - 1) / 2]) + (0.5 * sorted[window / 2]), singly[i].Value);
            }
        }

        static long Bits(Sample<double> sample) => BitConverter.DoubleToInt64Bits(sample.Value);
    }

    [Fact]
    public void Only_good_samples_count_and_a_lost_link_empties_the_window()
    {
        var samples = EverySecond(1, 2, 3, 4, 5, 6);
        samples[1] = samples[1] with { Quality = Quality.Uncertain };
        samples[3] = samples[3] with { Quality = Quality.Bad | Quality.CommLoss };

        var results = samples.Run(raw => raw.Rolling(RollingStatistic.Mean, window: 3, minimum: 1));

        Assert.Equal([1, 2, 4, 5, 5.5], results.Select(s => s.Value));
    }

    [Fact]
    public void There_is_no_result_before_there_are_enough_samples()
    {
        Assert.Equal([2, 3], EverySecond(1, 2, 3, 4).Run(raw => raw.Rolling(RollingStatistic.Mean, window: 3)).Select(s => s.Value));
        Assert.Equal(2, EverySecond(1, 2, 3).Run(raw => raw.Rolling(RollingStatistic.Count, Seconds(60), minimum: 2)).Count);
    }

    [Fact]
    public void Slope_is_per_second_of_event_time()
    {
        var results = new[] { At(0, 1), At(2, 5), At(3, 7), At(10, 21) }.Run(raw => raw.Rolling(RollingStatistic.Slope, Seconds(60), minimum: 2));

        Assert.All(results, s => Assert.Equal(2, s.Value, 12));
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        var pipeline = new SignalPipeline();

        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Rolling(RollingStatistic.Mean, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Rolling(RollingStatistic.Mean, 5, minimum: 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Rolling(RollingStatistic.Mean, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Rolling((RollingStatistic)99, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Rolling(RollingStatistic.StandardDeviation, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Rolling(RollingStatistic.Slope, Seconds(5), capacity: 1));
    }

    private static double Defined(RollingStatistic statistic, Sample<double>[] window)
    {
        var values = window.Select(s => s.Value).ToArray();
        var sorted = values.Order().ToArray();
        switch (statistic)
        {
            case RollingStatistic.Mean:
                return values.Average();
            case RollingStatistic.StandardDeviation:
                return Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1));
            case RollingStatistic.Minimum:
                return sorted[0];
            case RollingStatistic.Maximum:
                return sorted[^1];
            case RollingStatistic.Median:
                return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
            case RollingStatistic.Slope:
                var (time, mean) = (window.Average(SecondsOf), values.Average());
                var spread = window.Sum(s => Math.Pow(SecondsOf(s) - time, 2));
                return window.Sum(s => (SecondsOf(s) - time) * (s.Value - mean)) / spread;
            default:
                return values.Length;
        }
    }
}
