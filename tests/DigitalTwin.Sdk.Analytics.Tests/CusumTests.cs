using static DigitalTwin.Sdk.Analytics.Tests.Samples;

namespace DigitalTwin.Sdk.Analytics.Tests;

public class CusumTests
{
    [Fact]
    public void The_sums_follow_the_recursion_worked_by_hand()
    {
        var scores = new Cusum(drift: 0.5, threshold: 5).Run(1, 2, -3, -1, 0.25, 6);

        // S+ 0.5 2 0 0 0 5.5; S- 0 0 2.5 3 2.25 0.
        Assert.Equal([0.5, 2, 2.5, 3, 2.25, 5.5], scores.Select(s => s.Score));
        Assert.Equal(
            [ShiftDirection.Up, ShiftDirection.Up, ShiftDirection.Down, ShiftDirection.Down, ShiftDirection.Down, ShiftDirection.Up],
            scores.Select(s => s.Direction));
        Assert.Equal([false, false, false, false, false, true], scores.Select(s => s.IsActive));
    }

    [Fact]
    public void The_threshold_itself_is_no_alarm()
    {
        Assert.False(new Cusum(0.5, 5).Run(5.5)[0].IsActive);
        Assert.True(new Cusum(0.5, 5).Run(5.5, 0.75)[1].IsActive);
        Assert.True(new Cusum(0.5, 5).Run(-5.5, -0.75)[1].IsActive);
    }

    [Theory]
    // Montgomery, Introduction to Statistical Quality Control, table 9.3: h = 5, k = 1/2, both sides, started at zero.
    [InlineData(0, 465, 6000)]
    [InlineData(0.25, 139, 6000)]
    [InlineData(0.5, 38.0, 6000)]
    [InlineData(0.75, 17.0, 6000)]
    [InlineData(1, 10.4, 6000)]
    [InlineData(1.5, 5.75, 6000)]
    [InlineData(2, 4.01, 6000)]
    [InlineData(3, 2.57, 6000)]
    public void The_average_run_length_is_the_published_one(double shift, double published, int runs)
    {
        var detector = new Cusum(drift: 0.5, threshold: 5);
        using var noise = Noise(seed: 20260101).GetEnumerator();
        long samples = 0;
        for (var run = 0; run < runs; run++)
        {
            detector.Reset();
            var isActive = false;
            for (var i = 0; !isActive; i++, samples++)
            {
                noise.MoveNext();
                isActive = detector.Update(At(i, noise.Current + shift)).IsActive;
            }
        }

        // Run lengths scatter about as much as they last, so 6000 of them give the mean to 1.3 %; three times that is allowed.
        Assert.InRange((double)samples / runs, published * 0.96, published * 1.04);
    }

    [Fact]
    public void Two_million_samples_give_the_alarms_of_an_independent_program()
    {
        // The stream and the count come from a Python loop over the same counter-based generator: upward sum, k = 0.25, h = 8,
        // restart after each alarm, a shift by 0.5 at half time. One rounding difference would change the count.
        const int Count = 2_000_000;
        var detector = new Cusum(drift: 0.25, threshold: 8, afterAlarm: AfterAlarm.Restart);
        var alarms = 0;
        for (var i = 0; i < Count; i++)
        {
            var value = SplitMix.Normal(seed: 520, i) + (i >= Count / 2 ? 0.5 : 0.0);
            if (detector.Update(At(i, value)) is { IsActive: true, Direction: ShiftDirection.Up })
                alarms++;
        }

        Assert.Equal(36_008, alarms);
    }

    [Fact]
    public void An_alarm_holds_while_the_shift_lasts_and_clears_after_it()
    {
        var values = Enumerable.Repeat(2.0, 1000).Concat(Enumerable.Repeat(0.0, 30)).ToArray();

        var scores = new Cusum(drift: 0.5, threshold: 5).Run(values);

        // Up by 1.5 a sample: above 5 at the fourth. Held at most at 10, then down by 0.5 a sample: 15 samples to 2.5.
        Assert.Equal(3, scores.FindIndex(s => s.IsActive));
        Assert.Equal(1000 + 14, scores.FindLastIndex(s => s.IsActive) + 1);
        Assert.Equal(10, scores.Max(s => s.Score));
        Assert.Equal(1, scores.Zip(scores.Skip(1)).Count(p => p.First.IsActive && !p.Second.IsActive));
    }

    [Fact]
    public void A_restarted_chart_alarms_again_and_again()
    {
        var scores = new Cusum(0.5, 5, afterAlarm: AfterAlarm.Restart).Run(Enumerable.Repeat(2.0, 12));

        Assert.Equal([3, 7, 11], scores.Index().Where(p => p.Item.IsActive).Select(p => p.Index));
    }

    [Fact]
    public void Nothing_alarms_in_a_warm_up_counted_in_samples_or_in_time()
    {
        var wild = Enumerable.Repeat(1000.0, 20).ToArray();

        var bySamples = new Cusum(0.5, 5, WarmUp.Samples(10)).Run(wild);
        var byTime = new Cusum(0.5, 5, WarmUp.Lasting(TimeSpan.FromSeconds(10))).Run(wild);

        Assert.Equal(bySamples, byTime);
        Assert.All(bySamples[..10], s => Assert.Equal(new AnomalyScore(null, 5, ShiftDirection.None, IsActive: false, IsWarmingUp: true), s));
        Assert.All(bySamples[10..], s => Assert.True(s is { IsActive: true, IsWarmingUp: false }));
    }

    [Fact]
    public void Mean_and_sigma_are_learned_in_the_warm_up_and_kept()
    {
        // Mean 5, standard deviation sqrt(32/7) = 2.1380899352993950 of 2 4 4 4 5 5 7 9.
        var scores = new Cusum(0.5, 5, WarmUp.Samples(8), InputScale.LearnedInWarmUp).Run(2, 4, 4, 4, 5, 5, 7, 9, 8, 8);

        var z = 3 / 2.1380899352993950;
        Assert.Equal(z - 0.5, scores[8].Score!.Value, 1e-12);
        Assert.Equal(2 * (z - 0.5), scores[9].Score!.Value, 1e-12);
    }

    [Fact]
    public void A_signal_that_does_not_move_gives_no_scale_and_goes_on_warming_up()
    {
        var detector = new Cusum(0.5, 5, WarmUp.Samples(3), InputScale.LearnedInWarmUp);

        var scores = detector.Run(7, 7, 7, 7, 7, 8, 9, 8);

        Assert.All(scores[..6], s => Assert.True(s is { IsWarmingUp: true, IsActive: false, Score: null }));
        Assert.False(scores[6].IsWarmingUp);
    }

    [Fact]
    public void Samples_that_cannot_be_used_give_no_score_and_change_nothing()
    {
        var detector = new Cusum(0.5, 5);
        detector.Update(At(0, 8));

        Sample<double>[] useless =
        [
            At(1, -1000, Quality.Bad), At(1, double.NaN), At(1, double.PositiveInfinity), default, At(0, -1000), At(-86400, -1000),
        ];
        foreach (var sample in useless)
            Assert.Equal(new AnomalyScore(null, 5, ShiftDirection.None, IsActive: true, IsWarmingUp: false), detector.Update(sample));

        Assert.Equal(7.5, detector.Update(At(86400, 0.5)).Score);
    }

    [Theory]
    [InlineData(-0.1, 5)]
    [InlineData(double.NaN, 5)]
    [InlineData(0.5, 0)]
    [InlineData(0.5, double.PositiveInfinity)]
    public void A_number_outside_its_range_is_refused_at_once(double drift, double threshold) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cusum(drift, threshold));

    [Fact]
    public void Learning_the_scale_without_a_warm_up_is_refused_at_once() =>
        Assert.Throws<ArgumentException>(() => new Cusum(scale: InputScale.LearnedInWarmUp));
}
