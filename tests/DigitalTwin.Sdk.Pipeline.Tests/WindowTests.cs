using System.Reactive.Linq;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public class WindowTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static SignalWindows[] All { get; } =
    [
        SignalWindows.Tumbling(Seconds(5)),
        SignalWindows.Tumbling(Seconds(5), Start.AddSeconds(1.5)).AllowLateness(Seconds(6)),
        SignalWindows.Tumbling(Seconds(5)).AllowLateness(Seconds(6)).WithCoverage(Seconds(3)),
        SignalWindows.Tumbling(Seconds(5)).AllowLateness(Seconds(6)).WithCoverage(Seconds(3), SignalShape.Step).OnlyFinal(),
        SignalWindows.Tumbling(Seconds(5)).AllowLateness(Seconds(60)).KeepAtMost(4),
        SignalWindows.Sliding(Seconds(6), every: Seconds(2)).AllowLateness(Seconds(5)).WithCoverage(Seconds(4)),
        SignalWindows.Session(Seconds(3)),
        SignalWindows.Session(Seconds(3)).AllowLateness(Seconds(8)).WithCoverage(Seconds(2)),
        SignalWindows.Session(Seconds(3)).AllowLateness(Seconds(8)).OnlyFinal(),
        SignalWindows.Calendar(CalendarPeriod.Day, Berlin).AllowLateness(Seconds(30)).RejectAhead(TimeSpan.FromHours(1)),
        SignalWindows.Tumbling(Seconds(20)).AllowLateness(Seconds(3)).WithEarlyResults(Seconds(5)),
        SignalWindows.Session(Seconds(3)).AllowLateness(Seconds(8)).OnlyFinal().WithEarlyResults(Seconds(2)),
        SignalWindows.Calendar(CalendarPeriod.Week, TimeZoneInfo.Utc, DayOfWeek.Sunday),
    ];

    [Fact]
    public void A_window_gives_its_totals_when_a_sample_at_its_end_comes()
    {
        var results = new List<WindowResult>();
        using var source = new Subject<Sample<double>>();
        using var log = source.Windows(SignalWindows.Tumbling(Seconds(10)).WithCoverage(maxGap: Seconds(5))).Subscribe(results.Add);

        foreach (var sample in new[] { At(0, 4), At(4, 8), At(8, 2) })
            source.OnNext(sample);
        Assert.Empty(results);
        source.OnNext(At(12, 6));

        // Ways: 4 to 8 over 4 s, 8 to 2 over 4 s, and 2 s of the way from 2 to 6 over 4 s: 24 + 20 + 6.
        var window = Assert.Single(results);
        Assert.Equal((Start, Start.AddSeconds(10), 0, 3L), (window.From, window.To, window.Revision, window.Count));
        Assert.Equal((14, 2, 8, 4, 2), (window.Sum, window.Minimum, window.Maximum, window.First, window.Last));
        Assert.Equal((50, 1, 14 / 3.0), (window.Integral, window.Coverage, window.Mean));
        Assert.Equal(5, window.TimeWeightedMean);
        Assert.Equal(Quality.Good, window.Quality);
    }

    [Fact]
    public void A_late_sample_gives_the_window_anew_and_a_later_one_is_counted()
    {
        var statistics = new StageStatistics("windows");
        var results = Run(SignalWindows.Tumbling(Seconds(10)).AllowLateness(Seconds(5)), [At(1, 1), At(11, 10), At(9, 2), At(9, 2), At(15.5, 20), At(8, 3), At(10.6, 5), At(21, 0)], statistics);

        Assert.Equal([(0, 0, 1), (0, 1, 3), (10, 0, 35), (20, 0, 0)], results.Select(r => ((r.From - Start).TotalSeconds, r.Revision, r.Sum)));
        Assert.Equal((2L, 1L, 1L), (statistics.Dropped, statistics.Duplicates, statistics.Late));
    }

    [Fact]
    public void Windows_may_wait_until_nothing_can_change_them()
    {
        var results = Run(SignalWindows.Tumbling(Seconds(10)).AllowLateness(Seconds(5)).OnlyFinal(), [At(1, 1), At(11, 10), At(9, 2), At(16.5, 20)]);

        Assert.Equal([(0, 0, 3), (10, 0, 30)], results.Select(r => ((r.From - Start).TotalSeconds, r.Revision, r.Sum)));
    }

    [Fact]
    public void Early_results_are_replaced_by_later_revisions()
    {
        var results = Run(SignalWindows.Tumbling(Seconds(10)).AllowLateness(Seconds(3)).WithEarlyResults(Seconds(4)), [At(1, 1), At(3, 2), At(5, 4), At(4, 8), At(7, 16), At(8, 32), At(11, 0)]);

        Assert.Equal(
            [(0, 0, true, 7), (0, 1, true, 63), (0, 2, false, 63), (10, 0, false, 0)],
            results.Select(r => ((int)(r.From - Start).TotalSeconds, r.Revision, r.IsEarly, r.Sum)));
    }

    [Fact]
    public void Sliding_windows_overlap()
    {
        var results = Run(SignalWindows.Sliding(Seconds(4), every: Seconds(2)), EverySecond(1, 2, 3, 4, 5, 6));

        Assert.Equal([(-2, 3), (0, 10), (2, 18), (4, 11)], results.Select(r => ((r.From - Start).TotalSeconds, r.Sum)));
    }

    [Fact]
    public void A_session_ends_with_silence_and_a_late_sample_may_join_two()
    {
        var results = Run(SignalWindows.Session(Seconds(3)).AllowLateness(Seconds(20)), [At(0, 1), At(2, 2), At(6, 4), At(7, 8), At(20, 16), At(4, 32)]);

        Assert.Equal(
            [(0, 5, 0, 3), (6, 10, 0, 12), (0, 10, 1, 47), (20, 23, 0, 16)],
            results.Select(r => ((r.From - Start).TotalSeconds, (r.To - Start).TotalSeconds, r.Revision, r.Sum)));
    }

    [Fact]
    public void A_day_is_as_long_as_the_clocks_of_the_place_make_it()
    {
        // Clocks in Berlin: forward on 2026-03-29, back on 2026-10-25.
        var hours = Enumerable.Range(0, 24 * 365).Select(h => At(3600.0 * h, 1)).ToArray();

        var days = Run(SignalWindows.Calendar(CalendarPeriod.Day, Berlin), hours);

        Assert.Equal(new DateTimeOffset(2025, 12, 31, 23, 0, 0, TimeSpan.Zero), days[0].From);
        Assert.Equal(23, days.Single(d => d.From == new DateTimeOffset(2026, 3, 28, 23, 0, 0, TimeSpan.Zero)).Count);
        Assert.Equal(25, days.Single(d => d.From == new DateTimeOffset(2026, 10, 24, 22, 0, 0, TimeSpan.Zero)).Count);
        Assert.All(days.Zip(days.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        Assert.Equal(hours.Length, days.Sum(d => d.Count));
    }

    [Fact]
    public void Midnight_may_be_skipped_or_come_twice()
    {
        // Clocks go from 00:00 to 01:00 on 1 March, and from 01:00 back to 00:00 on 1 October.
        var daylight = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date,
            DateTime.MaxValue.Date,
            TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 0, 0, 0), 3, 1),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 1, 0, 0), 10, 1));
        var zone = TimeZoneInfo.CreateCustomTimeZone("midnight", TimeSpan.Zero, "midnight", "standard", "daylight", [daylight]);
        var halves = Enumerable.Range(0, 48 * 365).Select(h => At(1800.0 * h, 1)).ToArray();

        var days = Run(SignalWindows.Calendar(CalendarPeriod.Day, zone), halves);

        Assert.Equal(46, days.Single(d => d.From == new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)).Count);
        Assert.Equal(50, days.Single(d => d.From == new DateTimeOffset(2026, 9, 30, 23, 0, 0, TimeSpan.Zero)).Count);
        Assert.All(days.Zip(days.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
    }

    [Theory]
    [InlineData(CalendarPeriod.Week, "2025-12-28T23:00:00+00:00", "2026-01-04T23:00:00+00:00")]
    [InlineData(CalendarPeriod.Month, "2025-12-31T23:00:00+00:00", "2026-01-31T23:00:00+00:00")]
    [InlineData(CalendarPeriod.Quarter, "2025-12-31T23:00:00+00:00", "2026-03-31T22:00:00+00:00")]
    [InlineData(CalendarPeriod.Year, "2025-12-31T23:00:00+00:00", "2026-12-31T23:00:00+00:00")]
    public void Longer_periods_begin_at_midnight_of_the_place(CalendarPeriod period, string from, string to)
    {
        var window = Assert.Single(Run(SignalWindows.Calendar(period, Berlin), [At(0, 1)]));

        Assert.Equal((DateTimeOffset.Parse(from, null), DateTimeOffset.Parse(to, null)), (window.From, window.To));
    }

    [Fact]
    public void Time_ends_windows_of_a_silent_signal()
    {
        var results = new List<WindowResult>();
        var processor = SignalWindows.Tumbling(Seconds(10)).AllowLateness(Seconds(5)).OnlyFinal().Start(results.Add);

        processor.Push(At(3, 7));
        processor.AdvanceTo(Start.AddSeconds(14.9));
        Assert.Empty(results);
        processor.AdvanceTo(Start.AddSeconds(15));
        Assert.Equal(7, Assert.Single(results).Sum);
        processor.Push(At(9, 1));
        Assert.Equal(1, processor.Statistics.Late);
    }

    [Fact]
    public void A_lost_link_ends_what_is_covered()
    {
        var results = Run(
            SignalWindows.Tumbling(Seconds(10)).WithCoverage(Seconds(20), SignalShape.Step),
            [At(0, 2), At(6, 0, Quality.Bad | Quality.CommLoss), At(8, 2), At(10, 2)]);

        Assert.Equal((16, 0.8), (results[0].Integral, results[0].Coverage));
        Assert.Equal(Quality.Uncertain | Quality.Interpolated, results[0].Quality);
    }

    [Fact]
    public void A_sample_from_the_future_ends_no_window()
    {
        var samples = new[] { At(1, 1), At(1e6, 9) with { ArrivalTicks = Start.AddSeconds(2).Ticks }, At(3, 2), At(11, 0) };

        Assert.Equal([3, 0], Run(SignalWindows.Tumbling(Seconds(10)).RejectAhead(Seconds(60)), samples).Select(r => r.Sum));
    }

    [Property(MaxTest = 200)]
    public void The_newest_revisions_equal_a_naive_evaluator_on_late_and_repeated_samples(int seed)
    {
        var random = new Random(seed);
        var samples = Enumerable.Range(0, 200).Select(i => At(Math.Round((i * 0.5) + (random.NextDouble() * 8), 1), random.Next(10))).ToList();
        for (var i = 0; i < 20; i++)
            samples.Insert(random.Next(samples.Count), samples[random.Next(samples.Count)]);
        var lateness = Seconds(random.Next(9));

        // Accepted: above the watermark at its coming; of one time the later.
        var (newest, accepted) = (long.MinValue, new SortedDictionary<long, double>());
        foreach (var sample in samples)
        {
            if (newest != long.MinValue && sample.Ticks <= newest - lateness.Ticks)
                continue;
            accepted[sample.Ticks] = sample.Value;
            newest = Math.Max(newest, sample.Ticks);
        }

        foreach (var (size, every) in new[] { (5, 5), (6, 2) })
        {
            var windows = SignalWindows.Sliding(Seconds(size), Seconds(every)).AllowLateness(lateness);
            var expected = new SortedDictionary<long, (long Count, double Sum, double First, double Last)>();
            foreach (var group in accepted.SelectMany(a => Enumerable.Range(0, size / every).Select(k => (From: Floor(a.Key, every) - (k * every * TimeSpan.TicksPerSecond), a.Key, a.Value)))
                         .Where(a => a.Key < a.From + (size * TimeSpan.TicksPerSecond)).GroupBy(a => a.From))
                expected[group.Key] = (group.Count(), group.Sum(g => g.Value), group.First().Value, group.Last().Value);

            foreach (var results in new[] { Run(windows, samples), Run(windows.OnlyFinal(), samples) })
            {
                var newestRevisions = results.GroupBy(r => r.From.Ticks).ToDictionary(g => g.Key, g => g.Last());
                Assert.Equal(expected.Select(e => (e.Key, e.Value)), newestRevisions.OrderBy(r => r.Key).Select(r => (r.Key, (r.Value.Count, r.Value.Sum, r.Value.First, r.Value.Last))));
                Assert.All(results.GroupBy(r => r.From), g => Assert.Equal(Enumerable.Range(0, g.Count()), g.Select(r => r.Revision)));
            }
        }
    }

    [Property(MaxTest = 100)]
    public void Coverage_and_integral_equal_a_naive_evaluator_on_late_and_repeated_samples(int seed)
    {
        var random = new Random(seed);
        var inOrder = Enumerable.Range(0, 120).Where(_ => random.Next(4) > 0).Select(i => At(Math.Round(i + random.NextDouble(), 2), random.Next(100))).ToList();
        var coming = inOrder.Concat(inOrder.Where(_ => random.Next(9) == 0)).OrderBy(s => s.Ticks + random.Next(50_000_000)).ToList();
        var maxGap = Seconds(2.5);
        foreach (var shape in Enum.GetValues<SignalShape>())
        {
            var results = Run(SignalWindows.Tumbling(Seconds(7)).AllowLateness(Seconds(6)).WithCoverage(maxGap, shape).OnlyFinal(), coming);

            foreach (var window in results)
            {
                var (covered, integral) = (0.0, 0.0);
                foreach (var (a, b) in inOrder.Zip(inOrder.Skip(1)))
                {
                    var length = b.Ticks - a.Ticks;
                    var known = length <= maxGap.Ticks ? length : shape == SignalShape.Step ? maxGap.Ticks : 0;
                    var (from, to) = (Math.Max(a.Ticks, window.From.Ticks), Math.Min(a.Ticks + known, window.To.Ticks));
                    if (to <= from)
                        continue;
                    var middle = shape == SignalShape.Step ? a.Value : a.Value + ((b.Value - a.Value) * 0.5 * (from - a.Ticks + to - a.Ticks) / length);
                    covered += TimeSpan.FromTicks(to - from).TotalSeconds;
                    integral += middle * TimeSpan.FromTicks(to - from).TotalSeconds;
                }

                // The last value stands for nothing, as nothing follows it.
                var inside = inOrder.Where(s => s.Time >= window.From && s.Time < window.To).Select(s => s.Value).ToList();
                Assert.Equal(covered, window.Covered.TotalSeconds, 1e-6);
                Assert.Equal(integral, window.Integral ?? 0, 1e-6 * Math.Max(1, integral));
                Assert.Equal((inside.Count, inside.Min(), inside.Max()), ((int)window.Count, window.Minimum, window.Maximum));
            }
        }
    }

    [Property(MaxTest = 100)]
    public void Final_results_do_not_depend_on_the_order_of_coming(int seed)
    {
        var random = new Random(seed);
        var inOrder = Record.Make(seed, 200).Where(s => s.Quality.Level != QualityLevel.Bad && double.IsFinite(s.Value)).GroupBy(s => s.Ticks).Select(g => g.First()).OrderBy(s => s.Ticks).ToList();
        var shuffled = inOrder.OrderBy(s => s.Ticks + random.Next(40_000_000)).ToList();
        foreach (var windows in All.Where(w => w.ToJson().Contains("lateness", StringComparison.Ordinal) && !w.ToJson().Contains("earlyEvery", StringComparison.Ordinal)).Select(w => w.KeepAtMost(1000).AllowLateness(Seconds(5)).RejectAhead(TimeSpan.MaxValue)))
        {
            Assert.Equal(
                Run(windows.OnlyFinal(), inOrder),
                Run(windows.OnlyFinal(), shuffled));
        }
    }

    [Property(MaxTest = 100)]
    public void Results_do_not_depend_on_the_face_nor_on_blocks_and_a_restored_processor_goes_on(int seed, ushort at)
    {
        var record = Record.Make(seed, 300);
        var cut = at % record.Length;
        foreach (var windows in All)
        {
            var expected = Run(windows, record);
            Assert.Equal(expected, record.ToObservable().Windows(windows).ToEnumerable().ToList());

            var results = new List<WindowResult>();
            var first = windows.Start(results.Add);
            first.Push(Record.Columns(record.Take(cut)).Block);
            var forked = results.ToList();
            var fork = first.Fork(forked.Add);
            var second = SignalWindows.FromJson(windows.ToJson()).Start(results.Add);
            second.Restore(first.Save());
            foreach (var processor in new[] { fork, second })
            {
                processor.Push(Record.Columns(record.Skip(cut)).Block);
                processor.Complete();
            }

            Assert.Equal(expected, results);
            Assert.Equal(expected, forked);
        }
    }

    [Fact]
    public void Nothing_is_allocated_per_sample()
    {
        var record = Record.Make(1, 4000);
        foreach (var windows in All)
        {
            var count = 0;
            var processor = windows.RejectAhead(TimeSpan.FromHours(1)).Start(_ => count++);
            var least = long.MaxValue;
            for (var attempt = 0; attempt < 5; attempt++)
            {
                var later = attempt * TimeSpan.TicksPerDay;
                var columns = Record.Columns(record.Select(s => s with { Ticks = s.Ticks + later, ArrivalTicks = s.ArrivalTicks + later }));
                var before = GC.GetAllocatedBytesForCurrentThread();
                processor.Push(columns.Block);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.True(least == 0, $"{windows}: {least} bytes");
            Assert.True(count > 0 || windows == All[^1]);
        }
    }

    [Theory]
    [InlineData("", "valid JSON")]
    [InlineData("""{"version":1,"windows":"magic"}""", "no windows 'magic'")]
    [InlineData("""{"version":1,"windows":"tumbling"}""", "'size' is missing")]
    [InlineData("""{"version":1,"windows":"tumbling","size":"-00:00:05"}""", "size")]
    [InlineData("""{"version":1,"windows":"calendar","period":"Day","timeZone":"Nowhere/At all"}""", "Nowhere")]
    [InlineData("""{"version":1,"windows":"session","idle":"00:00:05","extra":1}""", "'extra' is not a parameter")]
    public void Json_that_is_wrong_is_refused(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => SignalWindows.FromJson(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SignalWindows.Tumbling(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => SignalWindows.Sliding(Seconds(1), Seconds(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SignalWindows.Tumbling(Seconds(1)).AllowLateness(TimeSpan.FromDays(30)));
        Assert.Throws<FormatException>(() => All[0].Start(_ => { }).Restore(All[1].Start(_ => { }).Save()));
    }

    private static long Floor(long ticks, int seconds) => ticks - (ticks % (seconds * TimeSpan.TicksPerSecond));

    private static List<WindowResult> Run(SignalWindows windows, IEnumerable<Sample<double>> samples, StageStatistics? statistics = null)
    {
        var results = new List<WindowResult>();
        var processor = windows.Start(results.Add, statistics);
        foreach (var sample in samples)
            processor.Push(sample);
        processor.Complete();
        return results;
    }
}
