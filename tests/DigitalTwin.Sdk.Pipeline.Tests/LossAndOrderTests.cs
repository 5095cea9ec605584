using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>Lost links, late samples and limits: what is not known is never made to look known, and what is left out is counted.</summary>
public sealed class LossAndOrderTests
{
    private const Quality Loss = Quality.Bad | Quality.CommLoss;

    // A sample from before the loss comes after it.
    private static readonly Sample<double>[] LateBeforeLoss = [At(10, 0), At(12, 0, Loss), At(11, 0), At(20, 100), At(21, 100)];

    [Theory]
    [InlineData(ResampleMethod.Linear)]
    [InlineData(ResampleMethod.Nearest)]
    [InlineData(ResampleMethod.Next)]
    [InlineData(ResampleMethod.Previous)]
    public void A_late_sample_from_before_a_lost_link_does_not_bring_it_back(ResampleMethod method)
    {
        var statistics = new StageStatistics("resample");
        var outputs = LateBeforeLoss.Run(raw => raw.Resample(Seconds(1), maxGap: Seconds(60), method, statistics: statistics));

        Assert.DoesNotContain(outputs, s => s.Quality.IsUsable && SecondsOf(s) is > 12 and < 20);
        Assert.Equal(1, statistics.Late);
    }

    [Fact]
    public void Nor_for_an_integral_an_average_or_a_window_of_samples()
    {
        var integral = LateBeforeLoss.Run(raw => raw.Integral(per: Seconds(1), maxGap: TimeSpan.MaxValue));
        var average = LateBeforeLoss.Run(raw => raw.Ewma(Seconds(1000)));
        var rolling = LateBeforeLoss.Run(raw => raw.Rolling(RollingStatistic.Mean, window: 3, minimum: 1));

        Assert.Equal((100.0, Quality.Uncertain | Quality.Stale), (integral[^1].Value, integral[^1].Quality));
        Assert.Equal(100, average[^2].Value);
        Assert.Equal(100, rolling[^2].Value);
    }

    [Fact]
    public void A_loss_stamped_ahead_costs_no_sample_without_a_count()
    {
        var statistics = new StageStatistics("resample");
        var outputs = Enumerable.Range(0, 60).Select(i => i == 1 ? At(100, 0, Loss) : At(i, i)).Run(raw => raw.Resample(Seconds(1), Seconds(5), statistics: statistics));

        Assert.Equal(58, statistics.Late);
        Assert.Equal([Quality.Good, Loss], outputs.Select(s => s.Quality));
    }

    [Fact]
    public void A_deadband_tells_that_a_value_is_good_again()
    {
        var outputs = new[] { At(0, 10), At(1, 10, Quality.Bad), At(2, 10), At(3, 10.2), At(4, 10, Quality.Bad), At(4, 10), At(3.5, 50, Quality.Uncertain), At(5, 10) }.Run(raw => raw.Deadband(1));

        Assert.Equal([(0, Quality.Good), (1, Quality.Bad), (2, Quality.Good), (4, Quality.Bad), (5, Quality.Good)], outputs.Select(s => ((int)SecondsOf(s), s.Quality)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Compressed_signals_never_run_backward(bool isDoor)
    {
        var statistics = new StageStatistics("compression");
        var outputs = new[] { At(10, 1), At(5, 1, Quality.Uncertain), At(3, 1, Quality.Bad), At(11, 1) }
            .Run(raw => isDoor ? raw.SwingingDoor(0.1, statistics: statistics) : raw.Deadband(0.1, statistics: statistics));

        Assert.All(outputs, s => Assert.True(SecondsOf(s) >= 10));
        Assert.Equal(2, statistics.Late);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_value_that_stands_still_goes_on_once_a_period_for_ever(int period)
    {
        var moving = Enumerable.Range(0, 200 * period).Select(i => (double)(i / period));
        var outputs = EverySecond([.. moving, .. Enumerable.Repeat(1000.0, 2000)]).Run(raw => raw.ReduceOversampling(runs: 8));

        Assert.Equal(Math.Ceiling(2000.0 / period), outputs.Count(s => s.Value == 1000));
        Assert.True(SecondsOf(outputs[^1]) > (200 * period) + 2000 - period - 1);
    }

    [Fact]
    public void A_flagged_result_that_is_no_number_is_bad()
    {
        var outputs = new[] { At(0, 1.7e308), At(1, 1.7e308), At(2, 1.7e308), At(100, 1) }.Run(raw => raw.Integral(per: Seconds(1), maxGap: Seconds(5)));

        Assert.All(outputs.Where(s => !double.IsFinite(s.Value)), s => Assert.False(s.Quality.IsUsable));
        Assert.True(outputs[^1].Quality.IsBad);
    }

    [Fact]
    public void A_window_too_small_for_its_time_says_so()
    {
        var statistics = new StageStatistics("rolling");
        var outputs = Enumerable.Range(0, 400).Select(i => At(i < 300 ? i / 100.0 : 3 + (i - 300), 1)).Run(raw => raw.RollingIntegral(window: Seconds(2), maxGap: Seconds(1), per: Seconds(1), capacity: 50, statistics: statistics));

        Assert.All(outputs.Take(49), s => Assert.Equal(Quality.Good, s.Quality));
        Assert.All(outputs.Skip(49).Take(250), s => Assert.Equal(Quality.Uncertain | Quality.Overflow, s.Quality));
        Assert.All(outputs.Skip(310), s => Assert.Equal(Quality.Good, s.Quality));
        Assert.True(statistics.Flagged >= 250);
    }

    [Fact]
    public void A_counter_that_may_have_gone_round_unseen_is_estimated()
    {
        var outputs = new[] { At(0, 50), At(5, 60), At(65, 70) }.Run(raw => raw.Totalise(rollOver: 100, maxRise: 10, per: Seconds(1)));

        Assert.Equal([Quality.Good, Quality.Good, Quality.Uncertain | Quality.Estimated], outputs.Select(s => s.Quality));
    }

    [Fact]
    public void Up_to_a_lost_link_a_signal_in_steps_covers_its_window_in_whatever_order_it_comes()
    {
        Sample<double>[] samples = [At(89.85, 9.28), At(93.57, 0, Loss), At(93.94, 2), At(96, 2), At(99.5, 2), At(110, 2)];
        var windows = SignalWindows.Tumbling(Seconds(10)).WithCoverage(Seconds(8), SignalShape.Step).AllowLateness(Seconds(60)).OnlyFinal();

        var expected = Results(windows, samples).Single(r => r.From == Start.AddSeconds(90));
        foreach (var order in new int[][] { [1, 0, 2, 3, 4, 5], [2, 0, 1, 4, 3, 5], [0, 2, 3, 4, 1, 5] })
            Assert.Equal(expected, Results(windows, [.. order.Select(i => samples[i])]).Single(r => r.From == Start.AddSeconds(90)));

        Assert.Equal(3.57 + 6.06, expected.Covered.TotalSeconds, 1e-6);
        Assert.Equal((3.57 * 9.28) + (6.06 * 2), expected.Integral!.Value, 1e-6);
    }

    [Fact]
    public void A_window_whose_sum_no_number_can_hold_is_bad()
    {
        var result = Results(SignalWindows.Tumbling(Seconds(10)), [At(0, 1.7e308), At(1, 1.7e308), At(20, 1)])[0];

        Assert.Equal(Quality.Bad | Quality.ComputationError, result.Quality);
    }

    [Fact]
    public void Windows_at_the_ends_of_time_are_refused_and_counted()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        foreach (var windows in new[] { SignalWindows.Calendar(CalendarPeriod.Week, zone), SignalWindows.Calendar(CalendarPeriod.Year, zone), SignalWindows.Tumbling(TimeSpan.FromDays(1)), SignalWindows.Session(Seconds(60)) })
        {
            var results = new List<WindowResult>();
            var processor = windows.Start(results.Add);
            foreach (var ticks in new[] { 0, 1, DateTime.MaxValue.Ticks })
                processor.Push(new Sample<double>(1, ticks, ticks, Quality.Good));
            processor.Complete();

            Assert.All(results, r => Assert.True(r.From < r.To));
            Assert.Equal(3, results.Sum(r => r.Count) + processor.Statistics.Dropped + processor.Statistics.Late);
        }
    }

    [Theory]
    [InlineData("Pacific/Apia", 2011, 12, 28)]
    [InlineData("Pacific/Kwajalein", 1993, 8, 19)]
    [InlineData("America/Sao_Paulo", 2018, 11, 2)]
    [InlineData("Africa/Cairo", 2023, 4, 26)]
    [InlineData("America/Havana", 2023, 11, 3)]
    public void Days_of_a_calendar_leave_no_hole_where_clocks_are_set(string zoneId, int year, int month, int day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var start = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero);
        var samples = Enumerable.Range(0, 24 * 5 * 4).Select(i => Sample.Good(1.0, start.AddMinutes(15 * i))).ToArray();

        var results = Results(SignalWindows.Calendar(CalendarPeriod.Day, zone).OnlyFinal(), samples);

        Assert.Equal(samples.Length, results.Sum(r => r.Count));
        Assert.All(results.Zip(results.Skip(1)), p => Assert.Equal(p.First.To, p.Second.From));
    }

    [Fact]
    public void A_loss_without_a_number_goes_on_at_once_in_blocks_as_singly()
    {
        Sample<double>[] samples = [.. Enumerable.Range(0, 40).Select(i => At(i, i)), At(49, double.NaN, Quality.Uncertain | Quality.CommLoss), At(47, 47), At(48, 48), .. Enumerable.Range(50, 40).Select(i => At(i, i))];
        var pipeline = new SignalPipeline().InOrder(Seconds(5));

        Assert.Equal(samples.Run(raw => raw.Through(pipeline)), Record.Samples(pipeline.Run(Record.Columns(samples))));
    }

    [Fact]
    public void A_subscriber_that_throws_at_the_end_learns_of_the_end()
    {
        var source = new System.Reactive.Subjects.Subject<Sample<double>>();
        var observer = new ThrowingAtEnd();
        using var subscription = source.InOrder(Seconds(5)).Subscribe(observer);
        source.OnNext(At(0, 1));

        Assert.Throws<InvalidOperationException>(source.OnCompleted);
        Assert.True(observer.IsCompleted);
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void A_sentinel_is_a_finite_number(double sentinel) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalPipeline().RejectSentinels([-9999, sentinel]));

    [Theory]
    [InlineData(QueuePolicy.ConflatePerPath)]
    [InlineData(QueuePolicy.DropOldest)]
    public void A_loss_that_a_full_queue_drops_stays_visible(QueuePolicy policy)
    {
        var queue = new SampleQueue(["flow"], capacity: 1, policy);
        queue.TryAdd(0, At(0, 0));
        Assert.True(queue.TryTake(out _, out var first));
        queue.TryAdd(0, At(2, 0, Loss));
        queue.TryAdd(0, At(8, 80));
        queue.TryAdd(0, At(9, 90));
        Assert.True(queue.TryTake(out _, out var second));
        queue.TryAdd(0, At(10, 100));
        Assert.True(queue.TryTake(out _, out var third));

        Assert.Equal((90.0, Quality.Uncertain | Quality.CommLoss | Quality.Overflow), (second.Value, second.Quality));
        Assert.Equal(Quality.Good, third.Quality);
        Assert.DoesNotContain(new[] { first, second }.Run(raw => raw.Resample(Seconds(1), Seconds(60))).Skip(1), s => s.Quality.IsGood);
    }

    [Fact]
    public void A_saved_state_that_was_damaged_is_refused_whatever_the_bit()
    {
        var pipeline = new SignalPipeline().Integral(per: Seconds(1), maxGap: TimeSpan.MaxValue);
        var processor = pipeline.Start(new Nowhere());
        processor.Push(At(0, 1));
        processor.Push(At(1, 2));
        var state = processor.Save();

        for (var i = 0; i < state.Length; i++)
        {
            var damaged = state.ToArray();
            damaged[i] ^= 1;
            Assert.Throws<FormatException>(() => pipeline.Start(new Nowhere()).Restore(damaged));
        }

        for (var length = 0; length < state.Length; length++)
            Assert.Throws<FormatException>(() => pipeline.Start(new Nowhere()).Restore(state[..length]));
        pipeline.Start(new Nowhere()).Restore(state);
    }

    [Fact]
    public void Whoever_disposes_while_it_is_called_hears_no_more()
    {
        using var source = new System.Reactive.Subjects.Subject<Sample<double>>();
        IDisposable? subscription = null;
        var heard = 0;
        subscription = source.Resample(Seconds(1), Seconds(60)).Subscribe(s =>
        {
            if (++heard == 2)
                subscription!.Dispose();
        });
        source.OnNext(At(0, 0));
        source.OnNext(At(10, 1));

        Assert.Equal(2, heard);
    }

    [Fact]
    public void Zeros_of_both_signs_give_the_same_in_blocks_as_singly()
    {
        var random = new Random(30);
        var samples = EverySecond([.. Enumerable.Range(0, 400).Select(_ => random.Next(3) switch { 0 => -0.0, 1 => 0.0, _ => random.Next(3) - 1.0 })]);
        foreach (var window in new[] { 5, 7, 9, 11 })
        {
            var pipeline = new SignalPipeline().Hampel(window, 3);
            Assert.Equal(
                samples.Run(raw => raw.Through(pipeline)).Select(s => BitConverter.DoubleToInt64Bits(s.Value)),
                Record.Samples(pipeline.Run(Record.Columns(samples))).Select(s => BitConverter.DoubleToInt64Bits(s.Value)));
        }
    }

    private sealed class Nowhere : ISampleSink
    {
        public void OnSample(in Sample<double> sample)
        {
        }

        public void OnBlock(SampleBlock block)
        {
        }
    }

    private static List<WindowResult> Results(SignalWindows windows, Sample<double>[] samples)
    {
        var results = new List<WindowResult>();
        var processor = windows.Start(results.Add);
        foreach (var sample in samples)
            processor.Push(sample);
        processor.Complete();
        return results;
    }

    private sealed class ThrowingAtEnd : IObserver<Sample<double>>
    {
        public bool IsCompleted { get; private set; }

        public void OnNext(Sample<double> value) => throw new InvalidOperationException("boom");

        public void OnError(Exception error) => throw error;

        public void OnCompleted() => IsCompleted = true;
    }
}
