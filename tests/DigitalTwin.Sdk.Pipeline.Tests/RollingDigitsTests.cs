using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>What has left a window leaves nothing behind in its statistics, however large it was.</summary>
public sealed class RollingDigitsTests
{
    // None is the integral, which has an operator of its own.
    private static readonly RollingStatistic?[] Summed = [RollingStatistic.Mean, RollingStatistic.StandardDeviation, RollingStatistic.Slope, null];

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e6)]
    [InlineData(-1e8)]
    [InlineData(9.97e36)]
    [InlineData(1.7e308)]
    public void A_spike_that_has_left_the_window_costs_no_digits(double spike)
    {
        var random = new Random(17);
        double[] values = [.. Enumerable.Range(0, 3000).Select(i => i is 300 or 1301 or 2999 ? spike : 20 + (0.02 * (random.NextDouble() - 0.5)))];
        AssertAgree(EverySecond(values), window: 10, skip: s => Math.Abs(s.Value) > 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(365)]
    public void A_silence_costs_no_digits(int days)
    {
        var random = new Random(18);
        Sample<double>[] samples = [.. Enumerable.Range(0, 2000).Select(i => At((i / 10.0) + (i >= 1000 ? days * 86_400.0 : 0), (5 * (i / 10.0)) + random.NextDouble()))];
        AssertAgree(samples, window: 10, skip: _ => false);
    }

    [Property(MaxTest = 60)]
    public void No_signal_of_spikes_steps_and_pauses_costs_digits(int seed)
    {
        var random = new Random(seed);
        var (time, level, noise) = (0.0, 0.0, 0.1);
        var samples = new List<Sample<double>>();
        for (var i = 0; i < 1500; i++)
        {
            time += random.Next(300) == 0 ? Math.Pow(10, 6 * random.NextDouble()) : 0.1 + random.NextDouble();
            if (random.Next(150) == 0)
                (level, noise) = (100 * (random.NextDouble() - 0.5), random.Next(4) == 0 ? 0 : Math.Pow(10, -3 * random.NextDouble()));
            var isSpike = random.Next(100) == 0;
            samples.Add(At(time, isSpike ? Math.Pow(10, 30 * random.NextDouble()) : level + (noise * (random.NextDouble() - 0.5))));
        }

        AssertAgree([.. samples], window: 4 + random.Next(40), skip: _ => false);
    }

    [Fact]
    public void A_signal_around_zero_is_not_worked_out_anew_all_the_time()
    {
        // A window of whole periods: the mean and the integral are zero but for rounding, and the mean of the squares is not.
        double[] values = [.. Enumerable.Range(0, 4000).Select(i => Math.Sin(2 * Math.PI * i / 20))];
        AssertAgree(EverySecond(values), window: 20, skip: _ => false);
    }

    private static void AssertAgree(Sample<double>[] samples, int window, Predicate<Sample<double>> skip)
    {
        foreach (var statistic in Summed)
        {
            var span = Seconds(window);
            var byTime = Results(statistic is { } known
                ? new SignalPipeline().Rolling(known, span)
                : new SignalPipeline().RollingIntegral(window: span, maxGap: TimeSpan.MaxValue, per: Seconds(1)));
            var byNumber = statistic is { } one ? Results(new SignalPipeline().Rolling(one, window: window)) : [];
            for (var i = window - 1; i < samples.Length; i++)
            {
                AssertNear(statistic, samples.AsSpan()[(i - window + 1)..(i + 1)], byNumber, skip, $"{statistic} by number at {i}");
                var first = i;
                while (first > 0 && samples[first - 1].Ticks > samples[i].Ticks - span.Ticks)
                    first--;
                AssertNear(statistic, samples.AsSpan()[first..(i + 1)], byTime, skip, $"{statistic} by time at {i}");
            }
        }

        Dictionary<long, double> Results(SignalPipeline pipeline)
        {
            var results = samples.Run(raw => raw.Through(pipeline));
            Assert.Equal(results, Record.Samples(pipeline.Run(Record.Columns(samples))));
            return results.ToDictionary(s => s.Ticks, s => s.Value);
        }
    }

    private static void AssertNear(
        RollingStatistic? statistic, ReadOnlySpan<Sample<double>> window, Dictionary<long, double> results, Predicate<Sample<double>> skip, string where)
    {
        var largest = 0.0;
        var hasResult = results.TryGetValue(window[^1].Ticks, out var actual);
        Assert.True(hasResult || results.Count == 0 || (window.Length == 1 && statistic != RollingStatistic.Mean), $"{where}: none");
        if (!hasResult)
            return;
        foreach (var sample in window)
        {
            if (skip(sample))
                return;
            largest = Math.Max(largest, Math.Abs(sample.Value));
        }

        var (expected, scale) = Defined(statistic, window, largest);
        if (!double.IsFinite(expected) || !double.IsFinite(scale))
            return;
        Assert.True(Math.Abs(actual - expected) <= (1e-11 * Math.Abs(expected)) + (1e-12 * scale), $"{where}: {actual:R} instead of {expected:R}, scale {scale:R}");
    }

    /// <summary>By definition, in two passes; and the size of what it is made of.</summary>
    private static (double Value, double Scale) Defined(RollingStatistic? statistic, ReadOnlySpan<Sample<double>> window, double largest)
    {
        var n = window.Length;
        if (n == 1)
            return (window[0].Value, 0);
        var start = window[0].Ticks;
        var (mean, time, integral) = (0.0, 0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            mean += window[i].Value / n;
            time += SecondsAfter(start, window[i]) / n;
            if (i > 0)
                integral += (SecondsAfter(start, window[i]) - SecondsAfter(start, window[i - 1])) * ((0.5 * window[i].Value) + (0.5 * window[i - 1].Value));
        }

        var (squares, times, products) = (0.0, 0.0, 0.0);
        foreach (var sample in window)
        {
            var (t, d) = (SecondsAfter(start, sample) - time, sample.Value - mean);
            (squares, times, products) = (squares + (d * d), times + (t * t), products + (t * d));
        }

        return statistic switch
        {
            RollingStatistic.Mean => (mean, largest),
            RollingStatistic.StandardDeviation => (Math.Sqrt(squares / (n - 1)), 1e-2 * largest),
            null => (integral, largest * SecondsAfter(start, window[^1])),
            _ => (products / times, Math.Sqrt(squares / times) + (1e-3 * largest / Math.Sqrt(times))),
        };
    }

    private static double SecondsAfter(long start, Sample<double> sample) => (double)(sample.Ticks - start) / TimeSpan.TicksPerSecond;
}
