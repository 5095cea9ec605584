using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public sealed class SmoothingTests
{
    [Theory]
    [InlineData(5, 2, new double[] { -3, 12, 17, 12, -3 }, 35)]
    [InlineData(7, 2, new double[] { -2, 3, 6, 7, 6, 3, -2 }, 21)]
    [InlineData(9, 4, new double[] { 15, -55, 30, 135, 179, 135, 30, -55, 15 }, 429)]
    public void Savitzky_Golay_has_the_weights_of_the_published_tables(int window, int order, double[] weights, double norm)
    {
        // The answer to a single one at each place shows the weights (Savitzky and Golay 1964, tables I and II).
        var impulse = new double[(2 * window) + 1];
        impulse[window] = 1;

        var answer = EverySecond(impulse).Run(raw => raw.SavitzkyGolay(window, order)).Select(s => s.Value).ToArray();

        for (var i = 0; i < window; i++)
            Assert.Equal(weights[i] / norm, answer[window - (window / 2) + i], 14);
    }

    [Fact]
    public void Savitzky_Golay_leaves_a_polynomial_of_its_order_alone()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(i => 1 + (0.5 * i) - (0.03 * i * i) + (0.001 * i * i * i))];

        var results = EverySecond(values).Run(raw => raw.SavitzkyGolay(window: 11, order: 3));

        Assert.All(results.Zip(values), p => Assert.Equal(p.Second, p.First.Value, 1e-11));
    }

    [Property(MaxTest = 100)]
    public void Median_agrees_with_the_definition(int seed, byte width)
    {
        var window = 3 + (2 * (width % 30));
        var random = new Random(seed);
        double[] values = [.. Enumerable.Range(0, 200).Select(_ => Math.Round(random.NextDouble(), 1))];
        var half = window / 2;

        var results = EverySecond(values).Run(raw => raw.MedianFilter(window)).Select(s => s.Value);

        Assert.Equal(values.Select((v, i) => i < half || i >= values.Length - half ? v : values[(i - half)..(i + half + 1)].Order().ElementAt(half)), results);
    }

    [Fact]
    public void Ewma_shows_63_percent_of_a_step_after_its_time_constant_however_samples_are_spaced()
    {
        foreach (var parts in new[] { 1, 10, 977 })
        {
            var samples = Enumerable.Range(0, parts + 1).Select(i => At(10.0 * i / parts, i == 0 ? 0 : 1));

            var last = samples.Run(raw => raw.Ewma(Seconds(10)))[^1];

            Assert.Equal(1 - Math.Exp(-1), last.Value, 12);
        }
    }

    [Fact]
    public void Ewma_starts_anew_after_a_gap_and_after_a_lost_link()
    {
        var results = new[] { At(0, 0), At(1, 10), At(5, 10), At(6, double.NaN, Quality.Bad | Quality.CommLoss), At(7, 30) }
            .Run(raw => raw.Ewma(Seconds(10), maxGap: Seconds(3)));

        Assert.Equal([0, 10 * (1 - Math.Exp(-0.1)), 10, double.NaN, 30], results.Select(s => s.Value));
    }

    [Fact]
    public void Ewma_is_no_better_than_what_has_weight_in_it()
    {
        var samples = EverySecond([.. Enumerable.Repeat(1.0, 12)]);
        samples[3] = samples[3] with { Value = 1000, Quality = Quality.Uncertain | Quality.Spike };

        var results = samples.Run(raw => raw.Ewma(Seconds(1)));

        // exp(-4) of 0.63 is 1.2 %, exp(-5) of it 0.4 %.
        Assert.Equal([3, 4, 5, 6, 7], results.Where(s => s.Quality == (Quality.Uncertain | Quality.Spike)).Select(SecondsOf));
        Assert.All(results.Where(s => SecondsOf(s) is < 3 or > 7), s => Assert.Equal(Quality.Good, s.Quality));
    }

    [Fact]
    public void Ewma_drops_what_is_not_newer_and_counts_it()
    {
        var statistics = new StageStatistics("mean");

        var results = new[] { At(1, 1), At(1, 2), At(0, 3), At(2, 1) }.Run(raw => raw.Ewma(Seconds(1), statistics: statistics));

        Assert.Equal([1, 1], results.Select(s => s.Value));
        Assert.Equal(2, statistics.Late);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    [InlineData(257)]
    public void A_window_without_a_middle_or_out_of_range_is_refused(int window)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalPipeline().MedianFilter(window));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalPipeline().SavitzkyGolay(window, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalPipeline().Hampel(window, 3));
    }
}
