namespace DigitalTwin.Sdk.Core.Tests;

public sealed class SampleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_default_has_no_data()
    {
        Sample<double> nothing = default;

        Assert.Equal(Quality.NoData, nothing.Quality);
        Assert.False(nothing.Quality.IsUsable);
    }

    [Fact]
    public void A_good_sample_arrived_when_it_was_taken()
    {
        var sample = Sample.Good(12.5, Noon);

        Assert.True(sample.Quality.IsGood);
        Assert.Equal(Noon, sample.Time);
        Assert.Equal(Noon, sample.ArrivalTime);
    }

    [Fact]
    public void A_bad_sample_keeps_value_and_reason_but_never_a_better_level()
    {
        var sample = Sample.Bad(double.NaN, Noon, Quality.Good | Quality.ConversionError);

        Assert.Equal(Quality.Bad | Quality.ConversionError, sample.Quality);
    }

    [Fact]
    public void Times_are_kept_in_utc()
    {
        var local = new DateTimeOffset(2026, 1, 1, 14, 0, 0, TimeSpan.FromHours(2));
        var sample = new Sample<int>(1, local, local.AddSeconds(1), Quality.Good);

        Assert.Equal(Noon.UtcTicks, sample.Ticks);
        Assert.Equal(TimeSpan.Zero, sample.Time.Offset);
        Assert.Equal(TimeSpan.FromSeconds(1), sample.ArrivalTime - sample.Time);
    }

    [Fact]
    public void Another_value_keeps_times_and_quality()
    {
        var sample = new Sample<double>(1.5, Noon, Noon.AddSeconds(2), Quality.Uncertain | Quality.Stale).WithValue("one and a half");

        Assert.Equal("one and a half", sample.Value);
        Assert.Equal(Noon.AddSeconds(2), sample.ArrivalTime);
        Assert.Equal(Quality.Uncertain | Quality.Stale, sample.Quality);
    }

    [Fact]
    public void Equal_parts_make_equal_samples() => Assert.Equal(Sample.Good(1.0, Noon), Sample.Good(1.0, Noon));

    [Fact]
    public void Text_names_value_time_and_quality() =>
        Assert.Equal("12.5 @ 2026-01-01T12:00:00.0000000+00:00 (Good)", Sample.Good(12.5, Noon).ToString());
}
