using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public class ResampleTests
{
    private static readonly Quality Interpolated = Quality.Good | Quality.Interpolated;

    [Fact]
    public void A_line_is_reproduced_exactly_at_every_grid_time()
    {
        // Quarter seconds and a slope of 1/2 are exact in binary, so the outputs must be exact too.
        double[] times = [0.25, 1.5, 2, 5.75, 6.25, 9.5];

        var outputs = times.Select(t => At(t, 3 - (0.5 * t))).Run(raw => raw.Resample(every: Seconds(1), maxGap: Seconds(10)));

        Assert.Equal(Enumerable.Range(1, 9).Select(t => (double)t), outputs.Select(SecondsOf));
        Assert.All(outputs, s => Assert.Equal(3 - (0.5 * SecondsOf(s)), s.Value));
        Assert.All(outputs, s => Assert.Equal(SecondsOf(s) == 2 ? Quality.Good : Interpolated, s.Quality));
    }

    [Fact]
    public void The_grid_begins_at_the_Unix_epoch_whatever_the_first_sample()
    {
        var outputs = new[] { At(0.5, 0), At(21, 1) }.Run(raw => raw.Resample(Seconds(7), Seconds(60)));

        Assert.All(outputs, s => Assert.Equal(0, (s.Time - DateTimeOffset.UnixEpoch).Ticks % Seconds(7).Ticks));
        Assert.Equal(3, outputs.Count);
    }

    [Fact]
    public void Times_before_the_epoch_have_the_same_grid()
    {
        var epoch = DateTimeOffset.UnixEpoch;

        var outputs = new[] { Sample.Good(0.0, epoch.AddSeconds(-3.5)), Sample.Good(7.0, epoch.AddSeconds(3.5)) }
            .Run(raw => raw.Resample(Seconds(2), Seconds(60)));

        Assert.Equal([-2, 0, 2], outputs.Select(s => (s.Time - epoch).TotalSeconds));
    }

    [Fact]
    public void A_gap_longer_than_the_limit_is_not_bridged()
    {
        var outputs = new[] { At(0, 0), At(10, 10), At(20.5, 100), At(21, 100) }.Run(raw => raw.Resample(Seconds(1), Seconds(10)));

        Assert.Equal([.. Enumerable.Range(0, 11).Select(t => (double)t), 21], outputs.Select(SecondsOf));
    }

    [Fact]
    public void A_day_long_gap_costs_no_more_than_a_short_one()
    {
        var outputs = new[] { At(0, 0), At(86_400 * 365.0, 1) }.Run(raw => raw.Resample(TimeSpan.FromTicks(1), TimeSpan.FromTicks(5)));

        Assert.Equal([0, 1], outputs.Select(s => s.Value));
    }

    [Fact]
    public void A_gap_is_marked_once_on_demand()
    {
        var statistics = new StageStatistics("flow grid");

        var outputs = new[] { At(0, 5), At(100, 7) }.Run(raw => raw.Resample(Seconds(1), Seconds(10), gaps: GapPolicy.EmitBad, statistics: statistics));

        Assert.Equal([0, 1, 100], outputs.Select(SecondsOf));
        Assert.Equal(Quality.Bad | Quality.Stale, outputs[1].Quality);
        Assert.Equal(1, statistics.Flagged);
    }

    [Fact]
    public void A_rejected_spike_is_bridged()
    {
        var outputs = new[] { At(0, 0), At(1, 999, Quality.Bad | Quality.Spike), At(2, 2) }.Run(raw => raw.Resample(Seconds(1), Seconds(10)));

        Assert.Equal([At(0, 0), At(1, 1, Interpolated) with { ArrivalTicks = At(2, 0).Ticks }, At(2, 2)], outputs);
    }

    [Fact]
    public void A_lost_link_is_never_bridged_however_short()
    {
        var outputs = new[] { At(0, 0), At(2.5, 0, Quality.Bad | Quality.CommLoss), At(5, 5) }.Run(raw => raw.Resample(Seconds(1), Seconds(10)));

        Assert.Equal([0, 2.5, 5], outputs.Select(SecondsOf));
        Assert.Equal(Quality.Bad | Quality.CommLoss, outputs[1].Quality);
    }

    [Theory]
    [InlineData(ResampleMethod.Linear)]
    [InlineData(ResampleMethod.Previous)]
    public void News_of_a_lost_link_goes_on_at_once_even_if_dated_before_the_newest_sample(ResampleMethod method)
    {
        // The runtime dates it just after the last value it knows, which here is that of 1 s.
        var lost = At(1, 1, Quality.Bad | Quality.CommLoss) with { Ticks = At(1, 0).Ticks + 1 };

        var outputs = new[] { At(0, 0), At(1.75, 1), lost }.Run(raw => raw.Resample(Seconds(1), Seconds(10), method));

        Assert.Equal(Quality.Bad | Quality.CommLoss, outputs[^1].Quality);
        Assert.Equal(At(1.75, 0).Ticks + 1, outputs[^1].Ticks);
    }

    [Fact]
    public void A_signal_that_stays_bad_says_so_once_for_each_grid_time()
    {
        var bad = Enumerable.Range(1, 40).Select(i => At(i / 2.0, -1, Quality.Bad | Quality.OutOfRange));

        var outputs = bad.Prepend(At(0, 0)).Append(At(21, 1)).Run(raw => raw.Resample(Seconds(1), Seconds(10)));

        Assert.Equal([0, .. Enumerable.Range(10, 11).Select(t => (double)t), 21], outputs.Select(SecondsOf));
        Assert.All(outputs[1..^1], s => Assert.Equal(Quality.Bad | Quality.OutOfRange, s.Quality));
    }

    [Fact]
    public void Bad_from_the_start_is_not_hidden()
    {
        var outputs = new[] { At(0.5, 1, Quality.Bad), At(1.5, 1, Quality.Bad), At(3, 3) }.Run(raw => raw.Resample(Seconds(1), Seconds(10)));

        Assert.Equal([0, 1, 3], outputs.Select(SecondsOf));
    }

    [Fact]
    public void The_previous_value_is_held_up_to_the_limit()
    {
        var outputs = new[] { At(0.5, 1), At(2.5, 0), At(9, 1) }
            .Run(raw => raw.Resample(Seconds(1), Seconds(3), ResampleMethod.Previous, GapPolicy.EmitBad));

        Assert.Equal([(1.0, 1.0), (2, 1), (3, 0), (4, 0), (5, 0), (6, 0), (9, 1)], outputs.Select(s => (SecondsOf(s), s.Value)));
        Assert.Equal(Quality.Bad | Quality.Stale, outputs[5].Quality);
        Assert.All(outputs.Where((_, i) => i != 5), s => Assert.Equal(Quality.Good, s.Quality));
    }

    [Fact]
    public void A_previous_value_is_not_held_beyond_a_lost_link()
    {
        var outputs = new[] { At(0, 1), At(1.5, 0, Quality.Bad | Quality.CommLoss), At(4, 2) }
            .Run(raw => raw.Resample(Seconds(1), Seconds(60), ResampleMethod.Previous));

        Assert.Equal(
            [(0.0, Quality.Good), (1, Quality.Good), (1.5, Quality.Bad | Quality.CommLoss), (4, Quality.Good)],
            outputs.Select(s => (SecondsOf(s), s.Quality)));
    }

    [Fact]
    public void The_worse_neighbour_decides_the_quality()
    {
        var outputs = new[] { At(0, 0), At(2, 2, Quality.Uncertain | Quality.Frozen) }.Run(raw => raw.Resample(Seconds(1), Seconds(10)));

        Assert.Equal(Quality.Uncertain | Quality.Frozen | Quality.Interpolated, outputs[1].Quality);
    }

    [Fact]
    public void Duplicates_and_samples_from_the_past_are_dropped_and_counted()
    {
        var statistics = new StageStatistics("flow grid");

        var outputs = new[] { At(0, 0), At(2, 2), At(2, 9), At(1, 9), At(3, 3) }
            .Run(raw => raw.Resample(Seconds(1), Seconds(10), statistics: statistics));

        Assert.Equal([0, 1, 2, 3], outputs.Select(s => s.Value));
        Assert.Equal((1, 1, 2), (statistics.Duplicates, statistics.Late, statistics.Dropped));
    }

    [Fact]
    public void Nothing_and_one_sample_give_nothing_and_at_most_one()
    {
        Assert.Empty(Array.Empty<Sample<double>>().Run(raw => raw.Resample(Seconds(1), Seconds(10))));
        Assert.Empty(new[] { At(0.5, 1) }.Run(raw => raw.Resample(Seconds(1), Seconds(10))));
        Assert.Single(new[] { At(1, 1) }.Run(raw => raw.Resample(Seconds(1), Seconds(10))));
    }

    [Fact]
    public void The_ends_of_the_number_range_are_interpolated_to_a_number()
    {
        var outputs = new[] { At(0, -1.7e308), At(2, 1.7e308) }.Run(raw => raw.Resample(Seconds(1), Seconds(10)));

        Assert.Equal(0, outputs[1].Value);
    }

    [Property(MaxTest = 300)]
    public void Outputs_lie_on_the_grid_rise_strictly_and_stay_between_their_neighbours(int[] steps, byte[] kinds, bool isHeld)
    {
        Quality[] qualities = [Quality.Good, Quality.Good, Quality.Good, Quality.Uncertain, Quality.Bad, Quality.Bad | Quality.CommLoss];
        var time = 0.0;
        var inputs = steps.Zip(kinds, (step, kind) => At(time += step % 97 / 8.0, step % 11, qualities[kind % qualities.Length])).ToList();

        var outputs = inputs.Run(raw => raw.Resample(
            Seconds(1), Seconds(5), isHeld ? ResampleMethod.Previous : ResampleMethod.Linear, GapPolicy.EmitBad));

        Assert.All(outputs.Where(s => !s.Quality.Has(Quality.CommLoss)), s => Assert.Equal(0, s.Ticks % TimeSpan.TicksPerSecond));
        Assert.All(outputs.Zip(outputs.Skip(1)), pair => Assert.True(pair.First.Ticks < pair.Second.Ticks));
        Assert.All(outputs.Where(s => s.Quality.IsUsable), s => Assert.InRange(s.Value, -10, 10));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 0)]
    [InlineData(0.000001, 10)]
    public void A_number_outside_its_range_is_refused_at_once(double every, double maxGap) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EverySecond(1).Run(raw => raw.Resample(Seconds(every), Seconds(maxGap))));
}
