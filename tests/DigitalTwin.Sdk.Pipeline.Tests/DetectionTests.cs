using FsCheck;
using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>Oversampling, substitution and exception reporting.</summary>
public class DetectionTests
{
    private const Quality Loss = Quality.Bad | Quality.CommLoss;

    [Fact]
    public void A_signal_whose_values_come_in_blocks_is_oversampled()
    {
        var periods = new SideOutput<EffectivePeriod>();
        var told = new List<EffectivePeriod>();
        using var log = periods.Subscribe(told.Add);
        var inputs = Enumerable.Range(0, 100).Select(i => At(i * 0.5, Math.Sin(i / 4))).ToList();

        Assert.Equal(inputs, inputs.Run(raw => raw.DetectOversampling(periods, runs: 10)));

        // The first run may have begun before the record; ten more are looked at, and the sample after them ends the tenth.
        Assert.Equal([new EffectivePeriod(Start + Seconds(22), 4, Seconds(2))], told);
    }

    [Fact]
    public void A_signal_with_a_new_value_each_time_is_not_oversampled()
    {
        var periods = new SideOutput<EffectivePeriod>();
        var told = new List<EffectivePeriod>();
        using var log = periods.Subscribe(told.Add);
        var inputs = Enumerable.Range(0, 100).Select(i => At(i * 0.5, Math.Sin(i))).ToList();

        Assert.Equal(inputs, inputs.Run(raw => raw.ReduceOversampling(10, periods)));
        Assert.Equal((1, Seconds(0.5)), (Assert.Single(told).SamplesPerValue, told[0].Period));
    }

    [Fact]
    public void Repeated_samples_are_dropped_and_equal_measurements_are_not()
    {
        // Three samples per value; two neighbouring measurements are equal.
        double[] values = [.. Enumerable.Range(0, 20).Select(i => (double)i), 19, 20, 21];
        var counted = new StageStatistics("reduced");
        var inputs = values.SelectMany((v, i) => Enumerable.Range(0, 3).Select(k => At((3 * i) + k, v))).ToList();

        var outputs = inputs.Run(raw => raw.ReduceOversampling(runs: 5, statistics: counted));

        var reduced = outputs.Where(s => SecondsOf(s) >= 18).ToList();
        Assert.Equal(values[6..], reduced.Select(s => s.Value));
        Assert.Equal(inputs.Count - outputs.Count, counted.Dropped);
    }

    [Fact]
    public void The_last_value_stands_in_for_bad_ones_for_a_while()
    {
        Sample<double>[] inputs = [At(0, 9, Quality.Bad), At(1, 7), At(2, double.NaN), At(5, 9, Quality.Bad | Quality.OutOfRange), At(6, 9, Quality.Bad), At(7, 8)];

        var outputs = inputs.Run(raw => raw.SubstituteBad(limit: Seconds(4)));

        Assert.Equal([9, 7, 7, 7, 9, 8], outputs.Select(s => s.Value));
        Assert.Equal(
            [Quality.Bad, Quality.Good, Quality.Uncertain | Quality.Substituted | Quality.ConversionError, Quality.Uncertain | Quality.Substituted | Quality.OutOfRange, Quality.Bad, Quality.Good],
            outputs.Select(s => s.Quality));
    }

    [Fact]
    public void Nothing_stands_in_for_a_lost_link()
    {
        Sample<double>[] inputs = [At(1, 7), At(2, 0, Loss), At(3, 9, Quality.Bad), At(4, 8), At(5, 9, Quality.Bad)];

        var outputs = inputs.Run(raw => raw.SubstituteBad(limit: Seconds(60), constant: 20));

        Assert.Equal([7, 0, 9, 8, 20], outputs.Select(s => s.Value));
        Assert.Equal([Quality.Good, Loss, Quality.Bad, Quality.Good, Quality.Uncertain | Quality.Substituted], outputs.Select(s => s.Quality));
    }

    [Fact]
    public void A_change_is_reported_with_the_sample_before_it()
    {
        var outputs = EverySecond(1, 1.1, 1.2, 1.1, 5, 5.1, 5.2, 5.1).Run(raw => raw.ReportByException(deviation: 0.5));

        Assert.Equal([(0, 1), (3, 1.1), (4, 5), (7, 5.1)], outputs.Select(s => (SecondsOf(s), s.Value)));
    }

    [Fact]
    public void Quality_and_time_are_news_too_and_changes_too_soon_are_not()
    {
        var outputs = new[] { At(0, 1), At(1, 9), At(2, 1), At(3, 1, Quality.Uncertain), At(4, 1, Quality.Uncertain), At(13, 1, Quality.Uncertain), At(14, 0, Loss) }
            .Run(raw => raw.ReportByException(deviation: 0.5, minInterval: Seconds(2), maxInterval: Seconds(10)));

        Assert.Equal([0, 2, 3, 4, 13, 14], outputs.Select(SecondsOf));
    }

    [Property(MaxTest = 100)]
    public void A_line_through_what_was_reported_is_never_off_by_more_than_twice_the_deviation(int seed)
    {
        var random = new Random(seed);
        var value = 0.0;
        var inputs = Enumerable.Range(0, 300).Select(i => At(i, value += random.Next(10) == 0 ? 5 * random.NextDouble() : 0.2 * (random.NextDouble() - 0.5))).ToList();

        var stored = inputs.Run(raw => raw.ReportByException(deviation: 1));

        foreach (var input in inputs)
        {
            var after = stored.FindIndex(s => s.Ticks >= input.Ticks);
            var (a, b) = (stored[Math.Max(0, after - 1)], stored[after]);
            var line = a.Ticks == b.Ticks ? b.Value : a.Value + ((b.Value - a.Value) * (input.Ticks - a.Ticks) / (b.Ticks - a.Ticks));
            Assert.InRange(line, input.Value - 2 - 1e-9, input.Value + 2 + 1e-9);
        }
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        var pipeline = new SignalPipeline();

        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.DetectOversampling(null, runs: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.SubstituteBad(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.SubstituteBad(Seconds(1), double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.ReportByException(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.ReportByException(1, Seconds(2), Seconds(1)));
    }
}
