using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests.Auditing;

public sealed class SignalAuditTests
{
    [Fact]
    public void Without_samples_it_says_so()
    {
        var report = new SignalAudit().Report();

        Assert.Equal("no samples", report.ToString());
        Assert.True(double.IsNaN(report.Coverage) && double.IsNaN(report.Mean) && double.IsNaN(report.SmallestStep));
        Assert.Equal((0L, TimeSpan.Zero, TimeSpan.Zero), (report.Gaps, report.Period, report.EffectivePeriod));
    }

    [Fact]
    public void One_sample_has_no_period()
    {
        var report = Audit([At(5, 3)]);

        Assert.Equal((1L, 3.0, 3.0, 3.0), (report.Samples, report.Min, report.Mean, report.Max));
        Assert.Equal(TimeSpan.Zero, report.Period);
        Assert.True(double.IsNaN(report.Coverage));
        Assert.Equal((Start + Seconds(5), Start + Seconds(5)), (report.From, report.To));
    }

    [Fact]
    public void Gaps_and_coverage_by_hand()
    {
        // Seconds 0..9, 12..15, 35..39: intervals of 3 s and 20 s, of which one second each is the usual step; 21 of 39 seconds are missing.
        var times = Enumerable.Range(0, 10).Concat(Enumerable.Range(12, 4)).Concat(Enumerable.Range(35, 5));

        var report = Audit(times.Select(t => At(t, Math.Sin(t))));

        Assert.Equal(Seconds(1), report.Period);
        Assert.Equal(2, report.Gaps);
        Assert.Equal([new SignalGap(Start + Seconds(15), Start + Seconds(35)), new SignalGap(Start + Seconds(9), Start + Seconds(12))], report.LongestGaps);
        Assert.Equal(1 - (21.0 / 39), report.Coverage, 12);
    }

    [Fact]
    public void A_gap_is_where_no_sample_is_good()
    {
        // Every hundredth of a thousand seconds is Good, and none after second 900.
        var report = Audit(Enumerable.Range(0, 1000).Select(t => At(t, t, t % 100 == 0 ? Quality.Good : t % 2 == 0 ? Quality.Bad : Quality.Uncertain)));

        Assert.Equal(Seconds(1), report.Period);
        Assert.Equal(10, report.Gaps);
        Assert.Equal(1 - (((9 * 99) + 98.0) / 999), report.Coverage, 9);
        Assert.Equal((10, Seconds(100)), (report.LongestGaps.Count, report.LongestGaps[0].Duration));
        Assert.Equal((0.0, 1L), (Audit([At(0, 1, Quality.Bad), At(1, 1, Quality.Bad), At(2, 1, Quality.Bad)]).Coverage, Audit([At(0, 1, Quality.Bad), At(1, 1, Quality.Bad), At(2, 1, Quality.Bad)]).Gaps));
    }

    [Fact]
    public void One_sample_from_the_future_makes_no_other_late()
    {
        var samples = Enumerable.Range(0, 1000).Select(t => At(t, t)).ToArray();
        samples[10] = samples[10] with { Ticks = samples[10].Ticks + TimeSpan.FromDays(3650).Ticks };

        var report = Audit(samples);

        Assert.Equal((0L, 1L, 1000L), (report.Late, report.Ahead, report.Samples));
        Assert.Equal(Start + Seconds(999), report.To);
        Assert.Equal(1, report.Gaps);
        Assert.Equal(1 - (1.0 / 999), report.Coverage, 12);
    }

    [Fact]
    public void A_silent_day_is_not_frozen()
    {
        var report = Audit(Enumerable.Range(0, 40).Select(t => At(t < 20 ? t : 86_400 + t, 7)));

        Assert.Equal((0L, TimeSpan.Zero), (report.FrozenRuns, report.Frozen));
    }

    [Fact]
    public void An_expected_period_decides_what_a_gap_is()
    {
        var report = Audit(Enumerable.Range(0, 11).Select(t => At(2 * t, t)), new SignalAuditOptions { Period = Seconds(1) });

        Assert.Equal((10L, 0.5), (report.Gaps, report.Coverage));
    }

    [Fact]
    public void Late_repeated_and_contradicting_samples_are_told_apart()
    {
        var report = Audit([At(0, 1), At(1, 2), At(2, 3), At(2, 3), At(2, 4), At(5, 5), At(3.5, 6), At(1, 2), At(1, double.NaN)]);

        // The last is a contradiction and late.
        Assert.Equal((2L, 2L, 2L), (report.Late, report.Duplicates, report.Conflicts));
        Assert.Equal(Seconds(4), report.MostLate);
        Assert.Equal(9, report.Samples);
    }

    [Fact]
    public void A_repeated_sample_without_a_number_is_a_duplicate()
    {
        Assert.Equal(1, Audit([At(0, 1), At(1, double.NaN, Quality.Bad), At(1, double.NaN, Quality.Bad)]).Duplicates);
    }

    [Fact]
    public void Qualities_and_odd_numbers_are_counted_and_kept_out_of_the_values()
    {
        var report = Audit([At(0, 1), At(1, 99, Quality.Bad), At(2, 3, Quality.Uncertain | Quality.Interpolated), At(3, double.PositiveInfinity), At(4, 0, Quality.NoData)]);

        Assert.Equal((2L, 1L, 1L, 1L, 1L), (report.Good, report.Uncertain, report.Bad, report.NoData, report.NotFinite));
        Assert.Equal((1.0, 2.0, 3.0, 2.0), (report.Min, report.Mean, report.Max, report.SmallestStep));
    }

    [Fact]
    public void A_value_that_stays_is_frozen_also_while_it_still_does()
    {
        // 0..99 moves, 100..250 stands still, 251..259 moves, 260..400 stands still to the end.
        var values = Enumerable.Range(0, 401).Select(i => i is (>= 100 and <= 250) or >= 260 ? 7.0 : i % 5);

        var report = Audit(values.Select((v, i) => At(i, v)));

        Assert.Equal((2L, Seconds(150 + 140)), (report.FrozenRuns, report.Frozen));
    }

    [Fact]
    public void A_set_of_few_samples_is_not_frozen_however_long_it_lasts()
    {
        Assert.Equal(0, Audit(Enumerable.Range(0, 9).Select(i => At(i * 1000, 7))).FrozenRuns);
    }

    [Fact]
    public void A_logger_that_is_faster_than_its_source_is_found_out()
    {
        // The source speaks every 10 s, the logger writes every second.
        var report = Audit(Enumerable.Range(0, 600).Select(i => At(i, Math.Sin(i / 10) * 50)));

        Assert.Equal((Seconds(1), Seconds(10), true), (report.Period, report.EffectivePeriod, report.IsOversampled));
        Assert.False(Audit(Enumerable.Range(0, 600).Select(i => At(i, Math.Sin(i)))).IsOversampled);
    }

    [Fact]
    public void Outliers_are_those_that_the_spike_filter_finds()
    {
        var values = Enumerable.Range(0, 200).Select(i => i is 50 or 120 ? 90.0 : 10 + (0.1 * ((i * 7) % 11)));

        Assert.Equal(2, Audit(values.Select((v, i) => At(i, v))).Outliers);
    }

    [Fact]
    public void Delays_and_a_source_whose_clock_is_ahead()
    {
        var report = Audit([Delayed(0, 2), Delayed(1, -1), Delayed(2, 5)]);

        Assert.Equal((Seconds(-1), Seconds(2), Seconds(5), 1L), (report.LeastDelay, report.MeanDelay, report.MostDelay, report.Ahead));

        static Sample<double> Delayed(double time, double delay) => At(time, time) with { ArrivalTicks = (Start + Seconds(time + delay)).UtcTicks };
    }

    [Fact]
    public void The_mean_keeps_its_digits_far_from_zero()
    {
        var report = Audit(Enumerable.Range(0, 100_000).Select(i => At(i, 1e9 + (i % 2))));

        Assert.Equal(1e9 + 0.5, report.Mean, 6);
    }

    [Fact]
    public void The_period_of_a_jittering_signal_is_known_to_within_a_bin()
    {
        var random = new Random(7);
        var report = Audit(Enumerable.Range(0, 10_000).Select(i => At((i * 0.25) + (random.NextDouble() * 0.01), i)));

        Assert.InRange(report.Period.TotalSeconds, 0.24, 0.26);
        Assert.Equal((0L, 1.0), (report.Gaps, report.Coverage));
    }

    [Property(MaxTest = 200)]
    public void The_report_does_not_depend_on_how_the_samples_are_cut(int seed, byte cut)
    {
        var random = new Random(seed);
        var record = new SampleColumns();
        for (var (i, time) = (0, 0.0); i < 400; i++)
        {
            time += random.Next(20) == 0 ? -3 * random.NextDouble() : random.Next(30) == 0 ? 50 : 1;
            record.Add(At(Math.Round(time, 1), random.Next(8) == 0 ? double.NaN : random.Next(5), random.Next(9) == 0 ? Quality.Bad : Quality.Good));
        }

        var (one, many) = (new SignalAudit(), new SignalAudit());
        for (var i = 0; i < record.Count; i++)
            one.Add(record[i]);
        for (var start = 0; start < record.Count;)
        {
            var length = Math.Min(random.Next(1, cut + 2), record.Count - start);
            many.Add(record.Block.Slice(start, length));
            start += length;
        }

        Assert.Equal(one.Report().ToString(), many.Report().ToString());
        var report = one.Report();
        Assert.Equal(report.Samples, report.Good + report.Uncertain + report.Bad + report.NoData);
        Assert.InRange(report.Coverage, 0, 1);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_sample()
    {
        var audit = new SignalAudit();
        var least = long.MaxValue;
        var time = 0;
        for (var round = 0; round < 4; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var until = time + 5000; time < until; time++)
                audit.Add(new Sample<double>(time % 17, time * 1000L, time * 1000L, Quality.Good));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData("period")]
    [InlineData("gap")]
    [InlineData("frozen")]
    [InlineData("window")]
    [InlineData("resolution")]
    public void Options_out_of_range_are_refused(string what)
    {
        var options = what switch
        {
            "period" => new SignalAuditOptions { Period = TimeSpan.Zero },
            "gap" => new SignalAuditOptions { GapFactor = 1 },
            "frozen" => new SignalAuditOptions { FrozenAfter = TimeSpan.Zero },
            "window" => new SignalAuditOptions { OutlierWindow = 2 },
            _ => new SignalAuditOptions { Resolution = double.NaN },
        };

        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalAudit(options));
    }

    private static SignalAuditReport Audit(IEnumerable<Sample<double>> samples, SignalAuditOptions? options = null)
    {
        var audit = new SignalAudit(options);
        foreach (var sample in samples)
            audit.Add(sample);
        return audit.Report();
    }
}
