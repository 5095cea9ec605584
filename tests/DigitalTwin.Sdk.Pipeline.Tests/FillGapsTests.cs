using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public class FillGapsTests
{
    private const Quality Filled = Quality.Uncertain | Quality.GapFilled;
    private const Quality Loss = Quality.Bad | Quality.CommLoss;

    [Fact]
    public void A_subscriber_to_gaps_that_throws_is_counted_and_costs_no_sample()
    {
        var (gaps, told) = (new SideOutput<GapEvent>(), new List<GapEvent>());
        using var broken = gaps.Subscribe(_ => throw new InvalidOperationException("on purpose"));
        using var sound = gaps.Subscribe(told.Add);
        Sample<double>[] samples = [At(0, 1), At(100, 2), At(200, 3), At(201, 4)];

        var outputs = samples.Run(raw => raw.ReportGaps(longerThan: Seconds(10), gaps));

        Assert.Equal(samples, outputs);
        Assert.Equal((2, 2L, "on purpose"), (told.Count, gaps.Errors, gaps.LastError!.Message));
        Assert.StartsWith("2026-01-01 00:00:00Z to 2026-01-01 00:01:40Z: ", told[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_says_what_was_in_a_gap_and_its_failures_cost_one_sample_each()
    {
        var statistics = new StageStatistics("gaps");
        var events = new SideOutput<GapEvent>();
        var told = new List<GapEvent>();
        using var log = events.Subscribe(told.Add);

        var outputs = new[] { At(0, 1), At(5, 9) }.Run(raw => raw.FillGapsByModel(
            Seconds(2),
            t => (t - Start).TotalSeconds switch { 2 => throw new InvalidOperationException("model"), 3 => double.PositiveInfinity, var s => 10 * s },
            every: Seconds(1),
            limit: Seconds(60),
            events: events,
            statistics: statistics));

        Assert.Equal([1, 10, 1, 1, 40, 9], outputs.Select(s => s.Value));
        var (estimated, failed) = (Quality.Uncertain | Quality.GapFilled | Quality.Estimated, Quality.Bad | Quality.GapFilled | Quality.ComputationError);
        Assert.Equal([Quality.Good, estimated, failed, failed, estimated, Quality.Good], outputs.Select(s => s.Quality));
        Assert.Equal((1L, "model"), (statistics.Errors, statistics.LastError?.Message));
        Assert.Equal((GapFill.Model, 4), (Assert.Single(told).FilledBy, told[0].Filled));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalPipeline().FillGaps(Seconds(1), GapFill.Model, Seconds(1), Seconds(5)));
    }

    [Fact]
    public void A_line_bridges_a_gap_and_the_gap_is_told_once()
    {
        var gaps = new SideOutput<GapEvent>();
        var told = new List<GapEvent>();
        using var log = gaps.Subscribe(told.Add);

        var outputs = new[] { At(0, 10), At(1, 11), At(5, 19), At(6, 20) }.Run(raw => raw
            .FillGaps(longerThan: Seconds(2), GapFill.Linear, every: Seconds(1), limit: Seconds(60), events: gaps));

        Assert.Equal([(0, 10), (1, 11), (2, 13), (3, 15), (4, 17), (5, 19), (6, 20)], Points(outputs));
        Assert.All(outputs[2..5], s => Assert.Equal(Filled | Quality.Interpolated, s.Quality));
        Assert.Equal([new GapEvent(Start + Seconds(1), Start + Seconds(5), GapCause.Silence, GapFill.Linear, 3)], told);
    }

    [Fact]
    public void A_line_never_bridges_more_than_the_limit()
    {
        var outputs = new[] { At(0, 10), At(9, 19) }.Run(raw => raw
            .FillGaps(longerThan: Seconds(2), GapFill.Linear, every: Seconds(1), limit: Seconds(8)));

        Assert.Equal([(0, 10), (2, 10), (9, 19)], Points(outputs));
        Assert.Equal(Quality.Bad | Quality.Stale, outputs[1].Quality);
    }

    [Fact]
    public void The_last_value_is_held_up_to_the_limit_and_then_the_hole_is_marked()
    {
        var outputs = new[] { At(0, 10), At(9, 19) }.Run(raw => raw
            .FillGaps(longerThan: Seconds(2), GapFill.Hold, every: Seconds(1), limit: Seconds(3)));

        Assert.Equal([(0, 10), (1, 10), (2, 10), (3, 10), (4, 10), (9, 19)], Points(outputs));
        Assert.Equal([Quality.Good, Filled, Filled, Filled, Quality.Bad | Quality.Stale, Quality.Good], outputs.Select(s => s.Quality));
    }

    [Fact]
    public void The_limit_by_number_counts_samples()
    {
        var outputs = new[] { At(0, 10), At(9, 19) }.Run(raw => raw
            .FillGaps(longerThan: Seconds(2), GapFill.Constant, every: Seconds(2), limit: Seconds(60), most: 2, substitute: -1));

        Assert.Equal([(0, 10), (2, -1), (4, -1), (6, 10), (9, 19)], Points(outputs));
        Assert.Equal(Filled | Quality.Substituted, outputs[1].Quality);
    }

    [Theory]
    [InlineData(GapFill.Hold)]
    [InlineData(GapFill.Linear)]
    [InlineData(GapFill.Constant)]
    [InlineData(GapFill.MarkBad)]
    public void Nothing_is_put_in_across_a_lost_link(GapFill fill)
    {
        var gaps = new SideOutput<GapEvent>();
        var told = new List<GapEvent>();
        using var log = gaps.Subscribe(told.Add);

        var outputs = new[] { At(0, 10), At(0, 10, Loss), At(4, 0, Loss), At(6, 19) }.Run(raw => raw
            .FillGaps(longerThan: Seconds(2), fill, every: Seconds(1), limit: Seconds(60), events: gaps));

        Assert.Equal([Quality.Good, Loss, Loss, Quality.Good], outputs.Select(s => s.Quality));
        Assert.Equal(Start.Ticks + 1, outputs[1].Ticks);
        Assert.Equal([new GapEvent(Start, Start + Seconds(6), GapCause.LinkLost, GapFill.Leave, 0)], told);
    }

    [Fact]
    public void A_value_stands_in_for_bad_samples_while_it_may_and_not_longer()
    {
        var bad = new StageStatistics("gaps");
        Sample<double>[] inputs = [At(0, 10), .. Enumerable.Range(1, 6).Select(i => At(i, 99, Quality.Bad | Quality.SourceFlagged)), At(7, 12)];

        var outputs = inputs.Run(raw => raw
            .FillGaps(longerThan: Seconds(2), GapFill.Hold, every: Seconds(1), limit: Seconds(4), statistics: bad));

        Assert.Equal([(0, 10), (1, 10), (2, 10), (3, 10), (4, 10), (5, 99), (6, 99), (7, 12)], Points(outputs));
        Assert.Equal([false, false, false, false, false, true, true, false], outputs.Select(s => s.Quality.IsBad));
        Assert.Equal(4, bad.Dropped);
        Assert.Equal(4, bad.Flagged);
    }

    [Fact]
    public void Gaps_left_empty_are_told_with_their_cause()
    {
        var gaps = new SideOutput<GapEvent>();
        var told = new List<GapEvent>();
        using (gaps.Subscribe(told.Add))
        {
            Sample<double>[] inputs = [At(0, 1), At(5, 2), At(6, 0, Quality.Bad), At(9, 3), At(9, 0, Loss), At(9.5, 4), At(11, 5)];
            Assert.Equal(inputs.Length, inputs.Run(raw => raw.ReportGaps(longerThan: Seconds(2), gaps)).Count);
        }

        new[] { At(20, 1), At(30, 1) }.Run(raw => raw.ReportGaps(longerThan: Seconds(2), gaps));

        Assert.Equal([(GapCause.Silence, 5), (GapCause.Unusable, 4), (GapCause.LinkLost, 0.5)], told.Select(g => (g.Cause, g.Duration.TotalSeconds)));
    }

    [Fact]
    public void Repeated_and_old_samples_are_dropped_and_counted()
    {
        var counted = new StageStatistics("gaps");

        var outputs = new[] { At(0, 1), At(5, 2), At(5, 2), At(3, 9) }.Run(raw => raw
            .FillGaps(longerThan: Seconds(2), GapFill.Hold, every: Seconds(4), limit: Seconds(60), statistics: counted));

        Assert.Equal([(0, 1), (4, 1), (5, 2)], Points(outputs));
        Assert.Equal((2, 1, 1), (counted.Dropped, counted.Duplicates, counted.Late));
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        var pipeline = new SignalPipeline();

        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.ReportGaps(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.FillGaps(Seconds(1), (GapFill)9, Seconds(1), Seconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.FillGaps(Seconds(1), GapFill.Hold, TimeSpan.Zero, Seconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.FillGaps(Seconds(1), GapFill.Hold, Seconds(1), Seconds(1), most: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.FillGaps(Seconds(1), GapFill.Constant, Seconds(1), Seconds(1), substitute: double.NaN));
    }

    private static IEnumerable<(double, double)> Points(IEnumerable<Sample<double>> samples) => samples.Select(s => (SecondsOf(s), s.Value));
}
