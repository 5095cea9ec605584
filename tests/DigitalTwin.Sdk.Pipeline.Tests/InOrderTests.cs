using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public class InOrderTests
{
    [Fact]
    public void Samples_in_order_go_on_at_once()
    {
        var inputs = EverySecond(1, 2, 3);

        Assert.Equal(inputs, inputs.Run(raw => raw.InOrder()));
    }

    [Fact]
    public void Repeated_and_late_samples_are_dropped_and_counted_apart()
    {
        var statistics = new StageStatistics("flow order");
        Sample<double>[] inputs = [At(0, 1), At(1, 2), At(1, 2), At(0, 1), At(0.5, 9), At(1, 3), At(2, 4)];

        var outputs = inputs.Run(raw => raw.InOrder(statistics: statistics));

        Assert.Equal([1, 2, 4], outputs.Select(s => s.Value));
        Assert.Equal((7, 3, 4), (statistics.Received, statistics.Emitted, statistics.Dropped));
        Assert.Equal((2, 2), (statistics.Duplicates, statistics.Late));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_record_in_great_disorder_is_sorted_alike_singly_and_in_blocks(bool isReversed)
    {
        var random = new Random(7);
        var inputs = EverySecond([.. Enumerable.Range(0, 20_000).Select(i => (double)i)]);
        var pipeline = new SignalPipeline().InOrder(lateness: TimeSpan.FromDays(1), capacity: 6000);
        foreach (var (start, length) in new[] { (0, 5000), (5000, 9000), (14_000, 6000) })
        {
            if (isReversed)
                Array.Reverse(inputs, start, length);
            else
                random.Shuffle(inputs.AsSpan(start, length));
        }

        var singly = inputs.Run(raw => raw.Through(pipeline));

        Assert.Equal(singly, Record.Samples(pipeline.Run(Record.Columns(inputs))));
        Assert.Equal(singly.Order(Comparer<Sample<double>>.Create((a, b) => a.Ticks.CompareTo(b.Ticks))), singly);

        // All that fits into the buffer is there; of what does not, the oldest had to go on before what came later.
        Assert.Equal(5000, singly.TakeWhile((s, i) => s.Value.Equals((double)i)).Count(s => s.Value < 5000));
        Assert.Equal(6000, singly.Count(s => s.Value >= 14_000));
        Assert.True(singly.Count < 20_000);
    }

    [Fact]
    public void Late_samples_are_flagged_on_demand()
    {
        var statistics = new StageStatistics("flow order");
        Sample<double>[] inputs = [At(0, 1), At(2, 3), At(1, 2), At(1, 2)];

        var outputs = inputs.Run(raw => raw.InOrder(late: LateSamples.Flag, statistics: statistics));

        Assert.Equal([At(0, 1), At(2, 3), At(1, 2, Quality.Uncertain | Quality.Stale)], outputs);
        Assert.Equal((1, 1, 1), (statistics.Late, statistics.Flagged, statistics.Duplicates));
    }

    [Fact]
    public void A_straggler_within_the_lateness_finds_its_place()
    {
        var outputs = new[] { At(0, 0), At(2, 2), At(1, 1), At(3, 3), At(9, 9), At(5, 5) }.Run(raw => raw.InOrder(lateness: Seconds(2)));

        // The 5 is 4 s older than the 9, but nothing newer than it has been passed on, so it is not late.
        Assert.Equal([0, 1, 2, 3, 5, 9], outputs.Select(s => s.Value));
    }

    [Fact]
    public void Of_two_waiting_samples_of_one_time_the_later_stands_unless_it_is_worse()
    {
        var outputs = new[] { At(0, 1), At(0, 2), At(0, 3, Quality.Bad), At(5, 5) }.Run(raw => raw.InOrder(lateness: Seconds(2)));

        Assert.Equal([2, 5], outputs.Select(s => s.Value));
    }

    [Fact]
    public void A_full_buffer_lets_its_oldest_go_early_and_loses_nothing()
    {
        var outputs = new[] { At(3, 3), At(2, 2), At(4, 4), At(1, 1), At(5, 5) }.Run(raw => raw.InOrder(Seconds(60), capacity: 2));

        Assert.Equal([2, 3, 4, 5], outputs.Select(s => s.Value));
    }

    [Fact]
    public void A_sample_from_the_future_does_not_make_the_present_late()
    {
        var future = At(3600, 7) with { ArrivalTicks = At(1, 0).Ticks };

        var outputs = new[] { At(0, 0), future, At(2, 2) }.Run(raw => raw.InOrder(maxAhead: Seconds(60)));

        Assert.Equal([0, 1, 2], outputs.Select(SecondsOf));
        Assert.Equal(Quality.Bad | Quality.ClockSkew, outputs[1].Quality);
    }

    [Fact]
    public void News_of_a_lost_link_empties_the_buffer_and_goes_on_behind_it()
    {
        var lost = At(0.5, 0, Quality.Bad | Quality.CommLoss);
        using var source = new System.Reactive.Subjects.Subject<Sample<double>>();
        var outputs = new List<Sample<double>>();
        using var subscription = source.InOrder(lateness: Seconds(60)).Subscribe(outputs.Add);

        foreach (var sample in new[] { At(0, 0), At(2, 2), At(1, 1), lost })
            source.OnNext(sample);

        Assert.Equal([At(0, 0), At(1, 1), At(2, 2), lost with { Ticks = At(2, 0).Ticks + 1 }], outputs);
    }

    [Property(MaxTest = 300)]
    public void Output_times_rise_strictly_and_every_sample_is_accounted_for(int[] times, FsCheck.NonNegativeInt lateness, byte capacity)
    {
        var statistics = new StageStatistics("order");
        var inputs = times.Select((t, i) => At(Math.Abs(t % 50), i));

        var outputs = inputs.Run(raw => raw.InOrder(Seconds(lateness.Get % 20), capacity: 1 + (capacity % 16), statistics: statistics));

        Assert.All(outputs.Zip(outputs.Skip(1)), pair => Assert.True(pair.First.Ticks < pair.Second.Ticks));
        Assert.Equal(times.Length, outputs.Count + statistics.Dropped);
        Assert.Equal(statistics.Dropped, statistics.Late + statistics.Duplicates);
    }

    [Property(MaxTest = 200)]
    public void A_bounded_shuffle_within_the_lateness_is_undone(int[] delays)
    {
        var inputs = delays.Select((delay, i) => (Arrives: i + Math.Abs(delay % 8), Sample: At(i, i)))
            .OrderBy(p => p.Arrives).Select(p => p.Sample).ToList();

        var outputs = inputs.Run(raw => raw.InOrder(lateness: Seconds(8)));

        Assert.Equal(inputs.OrderBy(s => s.Ticks), outputs);
    }
}
