namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class QualityTour
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_sample_says_how_far_it_may_be_trusted()
    {
        // snippet: quality-sample
        var measured = Sample.Good(247.5, Noon);
        var broken = Sample.Bad(-9999.0, Noon, Quality.OutOfRange | Quality.SourceFlagged);
        var filled = new Sample<double>(246.0, time: Noon, arrivalTime: Noon.AddSeconds(2), Quality.Uncertain | Quality.GapFilled);

        Sample<double> nothing = default;                             // no data is the default, never Good
        // end-snippet

        Assert.True(measured.Quality.IsGood);
        Assert.True(broken.Quality.IsBad);
        Assert.True(filled.Quality.IsUncertain);
        Assert.Equal(Quality.NoData, nothing.Quality);
    }

    [Fact]
    public void Qualities_join_to_the_worst_level_and_all_reasons()
    {
        // snippet: quality-join
        var flow = Quality.Good | Quality.Retained;
        var head = Quality.Uncertain | Quality.Interpolated;
        var both = flow.WorstWith(head);

        var mayBeUsed = both.IsUsable;                                // true: Good or Uncertain
        var isGood = both.IsGood;                                     // false
        var why = both.Reasons;                                       // Interpolated, Retained
        // end-snippet

        Assert.Equal(Quality.Uncertain | Quality.Interpolated | Quality.Retained, both);
        Assert.True(mayBeUsed);
        Assert.False(isGood);
        Assert.True(why.Has(Quality.Interpolated | Quality.Retained));
    }
}
