using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>Which time of a source counts.</summary>
public sealed class TimeTests
{
    [Fact]
    public void A_time_stamp_too_far_from_its_arrival_is_not_trusted()
    {
        var samples = new[] { Arrived(10, 10.2), Arrived(14.9, 10), Arrived(15.1, 10), Arrived(6, 10), Arrived(4.9, 10) };

        var near = samples.Run(raw => raw.TrustSourceTime(maxAhead: Seconds(5)));
        var stored = samples.Run(raw => raw.TrustSourceTime(maxAhead: Seconds(5), maxBehind: TimeSpan.FromHours(1)));

        Assert.Equal([10, 14.9, 10, 6, 10], near.Select(SecondsOf));
        var skewed = Quality.Uncertain | Quality.ClockSkew;
        Assert.Equal([Quality.Good, Quality.Good, skewed, Quality.Good, skewed], near.Select(s => s.Quality));
        Assert.Equal(4.9, SecondsOf(stored[4]));
    }

    [Fact]
    public void A_bad_sample_stays_bad_whatever_its_time()
    {
        var sample = Arrived(100, 10) with { Quality = Quality.Bad | Quality.SourceFlagged };

        Assert.Equal(Quality.Bad | Quality.SourceFlagged | Quality.ClockSkew, new[] { sample }.Run(raw => raw.TrustSourceTime(Seconds(1)))[0].Quality);
    }

    [Fact]
    public void Arrival_may_be_taken_for_the_event()
    {
        Assert.Equal(At(12, 1) with { ArrivalTicks = Start.AddSeconds(12).Ticks }, new[] { Arrived(3, 12) }.Run(raw => raw.UseArrivalTime())[0]);
    }

    [Fact]
    public void A_known_error_of_a_clock_is_taken_out()
    {
        var local = new[] { Arrived(3600, 0.5), Arrived(3601, 1.5) };

        Assert.Equal([0, 1], local.Run(raw => raw.ShiftTime(TimeSpan.FromHours(-1))).Select(SecondsOf));
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalPipeline().TrustSourceTime(Seconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalPipeline().TrustSourceTime(Seconds(1), Seconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalPipeline().ShiftTime(TimeSpan.MaxValue));
    }

    private static Sample<double> Arrived(double seconds, double arrival) => At(seconds, 1) with { ArrivalTicks = Start.AddSeconds(arrival).Ticks };
}
