using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public class RejectSpikesTests
{
    private static readonly Quality Spike = Quality.Bad | Quality.Spike;

    [Theory]
    // Window 1 2 3 4 x, median 3, distances 2 1 0 1 |x-3|, MAD 1: too far beyond 3 +- 3 * 1.4826 = 7.4478.
    [InlineData(7.4477, 0, false)]
    [InlineData(7.4479, 0, true)]
    // A resolution of 2 takes the place of MAD: 3 + 3 * 1.4826 * 2 = 11.8956.
    [InlineData(11.8955, 2, false)]
    [InlineData(11.8957, 2, true)]
    public void The_limit_is_that_of_the_Hampel_identifier_worked_by_hand(double value, double resolution, bool isSpike)
    {
        var outputs = EverySecond(1, 2, 3, 4, value).Run(raw => raw.RejectSpikes(window: 5, sigmas: 3, resolution));

        Assert.Equal(isSpike ? Spike : Quality.Good, outputs[^1].Quality);
        Assert.Equal(value, outputs[^1].Value);
    }

    [Fact]
    public void An_even_window_takes_the_mean_of_the_two_in_the_middle()
    {
        // 1 2 4 x: median 3, distances 2 1 1 |x-3|; MAD 1.5 for a far x; limit 3 + 2 * 1.4826 * 1.5 = 7.4478.
        var near = EverySecond(1, 2, 4, 7.4477).Run(raw => raw.RejectSpikes(window: 4, sigmas: 2));
        var far = EverySecond(1, 2, 4, 7.4479).Run(raw => raw.RejectSpikes(window: 4, sigmas: 2));

        Assert.Equal(Quality.Good, near[^1].Quality);
        Assert.Equal(Spike, far[^1].Quality);
    }

    [Fact]
    public void Nothing_is_rejected_until_the_window_is_full()
    {
        var outputs = EverySecond(1, 1000, 1, 1000, 1).Run(raw => raw.RejectSpikes(window: 6, sigmas: 3));

        Assert.All(outputs, s => Assert.Equal(Quality.Good, s.Quality));
    }

    [Fact]
    public void Spike_filter_keeps_a_step_change_but_for_its_first_sample()
    {
        var outputs = Ramp(0, 20).Concat(Ramp(100, 20)).Select((v, i) => At(i, v)).Run(raw => raw.RejectSpikes(window: 15, sigmas: 4));

        var rejected = Assert.Single(outputs, s => !s.Quality.IsGood);
        Assert.Equal(20, SecondsOf(rejected));
    }

    [Fact]
    public void Single_spikes_up_and_down_are_rejected_and_their_neighbours_are_not()
    {
        var values = Ramp(0, 60).ToArray();
        values[25] = 500;
        values[30] = -500;
        values[31] = 500;

        var outputs = EverySecond(values).Run(raw => raw.RejectSpikes(window: 15, sigmas: 4));

        Assert.Equal([25, 30, 31], outputs.Where(s => s.Quality == Spike).Select(SecondsOf));
        Assert.Equal(57, outputs.Count(s => s.Quality.IsGood));
    }

    [Fact]
    public void Spikes_are_dropped_or_replaced_by_the_median_on_demand()
    {
        var statistics = new StageStatistics("flow spikes");
        var samples = EverySecond(1, 2, 3, 4, 50);

        var dropped = samples.Run(raw => raw.RejectSpikes(5, 3, action: SpikeAction.Drop, statistics: statistics));
        var replaced = samples.Run(raw => raw.RejectSpikes(5, 3, action: SpikeAction.ReplaceByMedian));

        Assert.Equal(4, dropped.Count);
        Assert.Equal((5, 4, 1), (statistics.Received, statistics.Emitted, statistics.Dropped));
        Assert.Equal(At(4, 3, Quality.Uncertain | Quality.Substituted | Quality.Spike), replaced[^1]);
    }

    [Fact]
    public void Bad_samples_never_enter_the_window()
    {
        var calm = Ramp(0, 20).Select((v, i) => At(i, v)).ToList();
        var bad = calm.SelectMany(s => new[] { s, s with { Value = 1e9, Quality = Quality.Bad }, s with { Value = double.NaN } }).ToList();

        var without = calm.Append(At(20, 5)).Run(raw => raw.RejectSpikes(15, 4));
        var with = bad.Append(At(20, 5)).Run(raw => raw.RejectSpikes(15, 4));

        Assert.Equal(Spike, without[^1].Quality);
        Assert.Equal(without, with.Where((_, i) => i % 3 == 0));
    }

    [Fact]
    public void Uncertain_samples_are_judged_but_teach_nothing()
    {
        var samples = Ramp(0, 15).Select((v, i) => At(i, v)).Append(At(15, 80, Quality.Uncertain)).Append(At(16, 0.3));

        var outputs = samples.Run(raw => raw.RejectSpikes(15, 4));

        Assert.Equal(Spike, outputs[15].Quality);
        Assert.Equal(Quality.Good, outputs[16].Quality);
    }

    [Property(MaxTest = 300)]
    public void Every_verdict_is_that_of_the_definition(FsCheck.NonNegativeInt size, int[] numbers)
    {
        // Few distinct values, so that equal ones are common; quarters and a resolution that is never on the limit keep rounding out.
        var window = 3 + (size.Get % 12);
        var values = numbers.Select(n => n % 9 / 4.0).ToArray();

        var outputs = EverySecond(values).Run(raw => raw.RejectSpikes(window, sigmas: 1.1, resolution: 0.01, SpikeAction.ReplaceByMedian));

        var side = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var expected = values[i];
            if (i >= window - 1)
            {
                var last = values[(i - window + 1)..(i + 1)];
                var median = MedianOf(last);
                var mad = MedianOf(last.Select(v => Math.Abs(v - median)));
                var before = side;
                side = Math.Abs(expected - median) > 1.1 * 1.4826 * Math.Max(mad, 0.01) ? Math.Sign(expected - median) : 0;
                if (side != 0 && side != before)
                    expected = median;
                Assert.Equal(side != 0 && side != before, outputs[i].Quality.Has(Quality.Spike));
            }

            Assert.Equal(expected, outputs[i].Value);
        }
    }

    [Theory]
    [InlineData(2, 3, 0)]
    [InlineData(4097, 3, 0)]
    [InlineData(15, 0, 0)]
    [InlineData(15, double.NaN, 0)]
    [InlineData(15, 3, -1)]
    public void A_number_outside_its_range_is_refused_at_once(int window, double sigmas, double resolution) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EverySecond(1).Run(raw => raw.RejectSpikes(window, sigmas, resolution)));

    // A calm signal that never stands still: a sampled sine of amplitude 1.
    private static IEnumerable<double> Ramp(double level, int count) =>
        Enumerable.Range(0, count).Select(i => level + Math.Sin(1.7 * i));

    private static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (0.5 * sorted[middle - 1]) + (0.5 * sorted[middle]);
    }
}
