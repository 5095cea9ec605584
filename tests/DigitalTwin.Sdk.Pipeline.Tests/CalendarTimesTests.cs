using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>Times that no calendar has: a source with a broken clock must cost its own samples and nothing else.</summary>
public sealed class CalendarTimesTests
{
    public static TheoryData<ResampleMethod> Methods => [.. Enum.GetValues<ResampleMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Resampling_drops_and_counts_times_outside_the_calendar(ResampleMethod method)
    {
        var statistics = new StageStatistics("resample");
        var pipeline = new SignalPipeline().Resample(Seconds(1), maxGap: Seconds(5), method, statistics: statistics);
        Sample<double>[] samples = [Wild(long.MinValue), Wild(-5), .. EverySecond(1, 2, 3), Wild(long.MaxValue), Wild(long.MaxValue - 1), Wild(DateTime.MaxValue.Ticks + 1)];

        var singly = samples.Run(raw => raw.Through(pipeline));

        Assert.Equal(5, statistics.Dropped);
        Assert.Equal(EverySecond(1, 2, 3).Run(raw => raw.Through(pipeline)), singly);
        Assert.Equal(singly, Record.Samples(pipeline.Run(Record.Columns(samples))));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_last_day_of_the_calendar_is_resampled(ResampleMethod method)
    {
        var last = DateTime.MaxValue.Ticks;
        Sample<double>[] samples = [.. Enumerable.Range(0, 20).Select(i => new Sample<double>(i, last - ((19 - i) * TimeSpan.TicksPerSecond), last, Quality.Good)), Wild(last + 1)];
        var pipeline = new SignalPipeline().Resample(Seconds(1), maxGap: Seconds(5), method);

        var singly = samples.Run(raw => raw.Through(pipeline));

        Assert.InRange(singly.Count, 17, 21);
        Assert.All(singly, s => Assert.InRange(s.Ticks, 0, last));
        Assert.Equal(singly, Record.Samples(pipeline.Run(Record.Columns(samples))));
    }

    [Fact]
    public void Periods_of_more_than_a_century_are_refused()
    {
        var pipeline = new SignalPipeline();
        var tooLong = TimeSpan.FromDays(36_526);

        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Resample(tooLong, Seconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Resample(Seconds(1), TimeSpan.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => SignalWindows.Tumbling(tooLong));
        Assert.Throws<ArgumentOutOfRangeException>(() => SignalWindows.Sliding(tooLong, TimeSpan.FromDays(36_525)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SignalWindows.Session(tooLong));
    }

    private static Sample<double> Wild(long ticks) => new(7, ticks, 0, Quality.Good);
}
