using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public sealed class HampelTests
{
    [Property(MaxTest = 100)]
    public void Agrees_with_the_definition_bit_for_bit(int seed, byte width)
    {
        var window = 3 + (2 * (width % 20));
        var random = new Random(seed);
        var values = Enumerable.Range(0, 300).Select(_ => random.Next(8) == 0 ? random.Next(-5, 5) : random.NextDouble()).ToArray();

        var actual = EverySecond(values).Run(raw => raw.Hampel(window, sigmas: 1.5)).Select(s => s.Value);

        Assert.Equal(Defined(values, window, 1.5), actual);
    }

    [Fact]
    public void Replaces_a_spike_and_leaves_a_step_alone()
    {
        double[] values = [1, 1.1, 0.9, 1, 9, 1.1, 0.9, 1, 1.1, 5, 5.1, 4.9, 5, 5.1, 4.9, 5];

        var results = EverySecond(values).Run(raw => raw.Hampel(window: 5, sigmas: 3));

        Assert.Equal(1.0, results[4].Value);
        Assert.Equal(Quality.Uncertain | Quality.Substituted | Quality.Spike, results[4].Quality);
        Assert.Equal(values.Where((_, i) => i != 4), results.Where((_, i) => i != 4).Select(r => r.Value));
    }

    [Fact]
    public void Samples_that_are_not_good_keep_their_place()
    {
        var samples = EverySecond(1, 2, 3, 4, 5, 6, 7, 8);
        samples[3] = samples[3] with { Quality = Quality.Bad | Quality.SourceFlagged };
        samples[5] = samples[5] with { Quality = Quality.Uncertain };

        var results = samples.Run(raw => raw.Hampel(window: 3, sigmas: 100));

        Assert.Equal(samples, results);
    }

    [Fact]
    public void A_lost_link_lets_everything_go_and_no_window_reaches_across()
    {
        var loss = At(4, double.NaN, Quality.Bad | Quality.CommLoss);
        var seen = new List<Sample<double>>();
        var processor = new SignalPipeline().Hampel(window: 5, sigmas: 3).Start(seen.Add);

        foreach (var sample in EverySecond(1, 1, 1, 1))
            processor.Push(sample);
        Assert.Equal(2, seen.Count);
        processor.Push(loss);
        Assert.Equal(5, seen.Count);
        foreach (var value in new[] { 9.0, 9, 9, 9 })
            processor.Push(At(seen.Count + 5, value));

        Assert.All(seen, s => Assert.Equal(0, (int)(s.Quality & Quality.Spike)));
    }

    [Fact]
    public void A_long_row_of_bad_samples_needs_no_more_room_than_there_is()
    {
        var samples = EverySecond([.. Enumerable.Range(0, 1000).Select(i => (double)i)]);
        for (var i = 10; i < 900; i++)
            samples[i] = samples[i] with { Quality = Quality.Bad };

        Assert.Equal(samples, samples.Run(raw => raw.Hampel(window: 11, sigmas: 100)));
    }

    private static IEnumerable<double> Defined(double[] values, int window, double sigmas)
    {
        var half = window / 2;
        for (var i = 0; i < values.Length; i++)
        {
            if (i < half || i >= values.Length - half)
            {
                yield return values[i];
                continue;
            }

            var around = values[(i - half)..(i + half + 1)];
            var median = around.Order().ElementAt(half);
            var deviation = around.Select(v => Math.Abs(v - median)).Order().ElementAt(half);
            yield return Math.Abs(values[i] - median) > sigmas * 1.4826 * deviation ? median : values[i];
        }
    }
}
