using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public sealed class CompressionTests
{
    [Property(MaxTest = 200)]
    public void Lines_between_kept_samples_are_within_the_deviation_of_all(int seed)
    {
        var random = new Random(seed);
        var (time, value, deviation) = (0.0, 0.0, 0.1 + random.NextDouble());
        var samples = Enumerable.Range(0, 500).Select(_ => At(time += 0.1 + random.NextDouble(), value += random.NextDouble() - 0.45)).ToList();

        var kept = samples.Run(raw => raw.SwingingDoor(deviation));

        Assert.Equal((samples[0], samples[^1]), (kept[0], kept[^1]));
        Assert.True(kept.Count < samples.Count);
        Assert.All(samples, s => Assert.InRange(Math.Abs(s.Value - ReadBack(kept, s.Ticks)), 0, deviation * (1 + 1e-9)));
    }

    [Fact]
    public void Key_frames_begin_every_full_period()
    {
        var still = Enumerable.Range(5, 26).Select(i => At(i, 1)).ToArray();

        Assert.Equal([5, 10, 20, 30], still.Run(raw => raw.Deadband(1, keyFrames: Seconds(10))).Select(SecondsOf));
        Assert.Equal([5, 9, 10, 19, 20, 29, 30], still.Run(raw => raw.SwingingDoor(1, keyFrames: Seconds(10))).Select(SecondsOf));
        Assert.Equal([5, 9, 10, 19, 20, 29, 30], still.Run(raw => raw.ReportByException(1, keyFrames: Seconds(10))).Select(SecondsOf));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalPipeline().Deadband(1, keyFrames: TimeSpan.Zero));
    }

    [Fact]
    public void A_straight_line_is_kept_by_its_ends()
    {
        var kept = EverySecond([.. Enumerable.Range(0, 100).Select(i => 2.0 * i)]).Run(raw => raw.SwingingDoor(0.01));

        Assert.Equal([0, 99], kept.Select(SecondsOf));
    }

    [Fact]
    public void A_corner_is_kept()
    {
        var kept = EverySecond([.. Enumerable.Range(0, 20).Select(i => Math.Abs(i - 10.0))]).Run(raw => raw.SwingingDoor(0.1));

        Assert.Equal([0, 10, 19], kept.Select(SecondsOf));
    }

    [Fact]
    public void Changes_of_quality_and_bad_samples_are_kept_with_the_last_one_before()
    {
        var samples = EverySecond(new double[12]);
        samples[5] = samples[5] with { Quality = Quality.Uncertain };
        samples[6] = samples[6] with { Quality = Quality.Uncertain };
        samples[7] = samples[7] with { Quality = Quality.Bad };
        samples[8] = samples[8] with { Quality = Quality.Bad };

        Assert.Equal([0, 4, 5, 6, 7, 8, 9, 11], samples.Run(raw => raw.SwingingDoor(1)).Select(SecondsOf));
    }

    [Fact]
    public void A_piece_is_no_longer_and_no_shorter_than_is_said()
    {
        var statistics = new StageStatistics("door");

        var kept = EverySecond(new double[30]).Run(raw => raw.SwingingDoor(1, maxInterval: Seconds(10), statistics: statistics));
        var rough = EverySecond([.. Enumerable.Range(0, 30).Select(i => 100.0 * (i % 2))]).Run(raw => raw.SwingingDoor(1, minInterval: Seconds(5)));

        Assert.Equal([0, 10, 20, 29], kept.Select(SecondsOf));
        Assert.Equal(26, statistics.Dropped);
        Assert.Equal(30, statistics.Received);
        Assert.All(rough.Zip(rough.Skip(1)), p => Assert.True(SecondsOf(p.Second) - SecondsOf(p.First) >= 5));
    }

    [Property(MaxTest = 100)]
    public void What_a_deadband_lets_through_is_never_further_off_than_its_width(int seed)
    {
        var random = new Random(seed);
        var value = 0.0;
        var samples = EverySecond([.. Enumerable.Range(0, 300).Select(_ => value += random.NextDouble() - 0.5)]);

        var passed = samples.Run(raw => raw.Deadband(0.7, maxInterval: Seconds(30)));

        Assert.All(samples, s => Assert.InRange(Math.Abs(s.Value - passed.Last(p => p.Ticks <= s.Ticks).Value), 0, 0.7));
        Assert.All(passed.Zip(passed.Skip(1)), p => Assert.True(SecondsOf(p.Second) - SecondsOf(p.First) <= 30));
    }

    private static double ReadBack(List<Sample<double>> kept, long ticks)
    {
        var after = kept.FindIndex(k => k.Ticks >= ticks);
        if (kept[after].Ticks == ticks)
            return kept[after].Value;
        var (a, b) = (kept[after - 1], kept[after]);
        return a.Value + ((b.Value - a.Value) * (ticks - a.Ticks) / (b.Ticks - a.Ticks));
    }
}
