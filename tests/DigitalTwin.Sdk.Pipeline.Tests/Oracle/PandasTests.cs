using System.Globalization;
using Xunit.Abstractions;

namespace DigitalTwin.Sdk.Pipeline.Tests.Oracle;

/// <summary>What pandas makes of real series, computed anew at every run by a program that is not ours.</summary>
public sealed class PandasTests(ITestOutputHelper log)
{
    private const int Number = 21;

    // Half-way between samples at whole seconds nothing is equally near to two of them.
    private const int ShiftMilliseconds = 300;

    public static TheoryData<string, int, int, string, int> Series => new()
    {
        { "data/skab/valve1/0.csv", 5, 8, ";", 1 },
        { "data/skab/other/1.csv", 4, 7, ";", 1 },
        { "data/nab/data/realTraffic/speed_7578.csv", 1, 1, ",", 300 },
        { "data/nab/data/realKnownCause/ec2_request_latency_system_failure.csv", 1, 1, ",", 300 },
    };

    [Theory]
    [MemberData(nameof(Series))]
    public async Task Operators_agree_with_pandas_on_real_series(string path, int column, int otherColumn, string separator, int periodSeconds)
    {
        if (PandasOracle.FindData(path, log.WriteLine) is not { } file)
            return;
        var samples = Read(file, column, separator);
        var other = Read(file, otherColumn, separator).Where((_, i) => i % 3 != 1).Select(s => s with { Ticks = s.Ticks + (100 * TimeSpan.TicksPerMillisecond) }).ToArray();
        var (period, longPeriod, gap) = (TimeSpan.FromSeconds(periodSeconds), TimeSpan.FromSeconds(30 * periodSeconds), TimeSpan.FromSeconds(1.5 * periodSeconds));
        var oracle = await PandasOracle.AskAsync(
            new
            {
                t = samples.Select(Milliseconds),
                v = samples.Select(s => s.Value),
                other_t = other.Select(Milliseconds),
                other_v = other.Select(s => s.Value),
                period_s = periodSeconds,
                long_period_s = 30 * periodSeconds,
                gap_s = gap.TotalSeconds,
                shift_ms = ShiftMilliseconds,
                number = Number,
            },
            log.WriteLine);
        if (oracle is null)
            return;

        CheckRolling(oracle, samples, longPeriod);
        CheckPeriods(oracle, samples, longPeriod);
        CheckGrid(oracle, samples, period, gap);
        CheckJoins(oracle, samples, other, gap);
        AssertSame(oracle["slope"], samples.Run(raw => raw.Derivative(per: TimeSpan.FromSeconds(1))), 1e-9);
        AssertSame(oracle["integral"], samples.Run(raw => raw.Integral(per: TimeSpan.FromSeconds(1), maxGap: TimeSpan.MaxValue)), 1e-9);
    }

    private static void CheckRolling(PandasOracle oracle, Sample<double>[] samples, TimeSpan window)
    {
        foreach (var (name, statistic) in new[]
                 {
                     ("mean", RollingStatistic.Mean), ("std", RollingStatistic.StandardDeviation), ("min", RollingStatistic.Minimum),
                     ("max", RollingStatistic.Maximum), ("median", RollingStatistic.Median),
                 })
        {
            // The deviation of pandas itself is good to seven digits only.
            var tolerance = name == "std" ? 1e-6 : 1e-9;
            AssertSame(oracle[$"number_{name}"], samples.Run(raw => raw.Rolling(statistic, Number)), tolerance);
            AssertSame(oracle[$"time_{name}"], samples.Run(raw => raw.Rolling(statistic, window)), tolerance);
        }

        AssertSame(oracle["time_count"], samples.Run(raw => raw.Rolling(RollingStatistic.Count, window)), 0);
        AssertSame(oracle["time_quantile"], samples.Run(raw => raw.RollingQuantile(0.9, window)), 1e-9);
    }

    // The last period is still open, and pandas gives it out all the same.
    private static void CheckPeriods(PandasOracle oracle, Sample<double>[] samples, TimeSpan period)
    {
        foreach (var (name, method) in new[]
                 {
                     ("mean", ResampleMethod.Mean), ("min", ResampleMethod.Minimum), ("max", ResampleMethod.Maximum), ("sum", ResampleMethod.Sum),
                     ("first", ResampleMethod.First), ("last", ResampleMethod.Last), ("count", ResampleMethod.Count),
                 })
        {
            var ours = samples.Run(raw => raw.Resample(period, maxGap: period, method)).Where(s => method is not (ResampleMethod.Sum or ResampleMethod.Count) || s.Value != 0).ToList();
            var theirs = oracle[$"bins_{name}"].Where(p => p.Milliseconds <= Milliseconds(samples[^1])).ToList();
            AssertSame(theirs, ours, 1e-9);
        }
    }

    private static void CheckGrid(PandasOracle oracle, Sample<double>[] samples, TimeSpan period, TimeSpan gap)
    {
        var origin = DateTimeOffset.UnixEpoch.AddMilliseconds(ShiftMilliseconds);
        foreach (var (name, method) in new[]
                 {
                     ("linear", ResampleMethod.Linear), ("previous", ResampleMethod.Previous), ("next", ResampleMethod.Next), ("nearest", ResampleMethod.Nearest),
                 })
        {
            AssertSame(oracle[$"grid_{name}"], samples.Run(raw => raw.Resample(period, gap, method, origin: origin)), 1e-9);
        }
    }

    private static void CheckJoins(PandasOracle oracle, Sample<double>[] samples, Sample<double>[] other, TimeSpan gap)
    {
        foreach (var (name, join) in new[] { ("backward", SignalJoin.AsOf(gap)), ("nearest", SignalJoin.Nearest(gap)) })
        {
            var ours = new List<Sample<double>>();
            var processor = join.WaitAtMost(TimeSpan.MaxValue).KeepAtMost(samples.Length + 2).Start(2, (ticks, row) =>
            {
                if (row[1].Quality.IsUsable)
                    ours.Add(row[1] with { Ticks = ticks });
            });
            processor.Push(0, Record.Columns(samples).Block);
            processor.Push(1, Record.Columns(other).Block);
            processor.Complete();
            AssertSame(oracle[$"join_{name}"], ours, 0);
        }
    }

    private static void AssertSame(IReadOnlyList<(long Milliseconds, double Value)> theirs, List<Sample<double>> ours, double tolerance)
    {
        Assert.NotEmpty(theirs);
        Assert.Equal(theirs.Select(p => p.Milliseconds), ours.Select(Milliseconds));
        foreach (var ((milliseconds, value), sample) in theirs.Zip(ours))
            Assert.True(Math.Abs(sample.Value - value) <= tolerance * Math.Max(1, Math.Abs(value)), $"{milliseconds}: pandas {value:R}, ours {sample}");
    }

    private static long Milliseconds(Sample<double> sample) => (sample.Ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    private static Sample<double>[] Read(string file, int column, string separator)
    {
        var samples = new List<Sample<double>>();
        foreach (var line in File.ReadLines(file).Skip(1))
        {
            var cells = line.Split(separator);
            var time = new DateTimeOffset(DateTime.ParseExact(cells[0], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), TimeSpan.Zero);
            if (samples.Count == 0 || time.Ticks > samples[^1].Ticks)
                samples.Add(new Sample<double>(double.Parse(cells[column], CultureInfo.InvariantCulture), time, time, Quality.Good));
        }

        return [.. samples];
    }
}
