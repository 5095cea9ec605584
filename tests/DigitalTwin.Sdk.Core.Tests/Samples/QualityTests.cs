using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Core.Tests;

public sealed class QualityTests
{
    [Fact]
    public void The_default_is_no_data_and_never_usable()
    {
        Quality quality = default;

        Assert.Equal(Quality.NoData, quality);
        Assert.False(quality.IsGood);
        Assert.False(quality.IsUncertain);
        Assert.False(quality.IsBad);
        Assert.False(quality.IsUsable);
    }

    [Theory]
    [InlineData(Quality.Good, true, true)]
    [InlineData(Quality.Good | Quality.Replayed, true, true)]
    [InlineData(Quality.Uncertain | Quality.Interpolated, false, true)]
    [InlineData(Quality.Bad | Quality.Spike, false, false)]
    [InlineData(Quality.NoData | Quality.CommLoss, false, false)]
    public void Level_decides_what_may_be_used(Quality quality, bool good, bool usable)
    {
        Assert.Equal(good, quality.IsGood);
        Assert.Equal(usable, quality.IsUsable);
    }

    [Fact]
    public void Good_with_uncertain_is_uncertain_with_both_reasons()
    {
        var joined = (Quality.Good | Quality.Replayed).WorstWith(Quality.Uncertain | Quality.Stale);

        Assert.Equal(Quality.Uncertain | Quality.Stale | Quality.Replayed, joined);
        Assert.Equal(QualityLevel.Uncertain, joined.Level);
        Assert.Equal(Quality.Stale | Quality.Replayed, joined.Reasons);
    }

    [Property]
    public void Joining_is_commutative(uint a, uint b) => Assert.Equal(Q(a).WorstWith(Q(b)), Q(b).WorstWith(Q(a)));

    [Property]
    public void Joining_is_associative(uint a, uint b, uint c) =>
        Assert.Equal(Q(a).WorstWith(Q(b)).WorstWith(Q(c)), Q(a).WorstWith(Q(b).WorstWith(Q(c))));

    [Property]
    public void Joining_is_idempotent(uint a) => Assert.Equal(Q(a), Q(a).WorstWith(Q(a)));

    [Property]
    public void Joining_with_good_changes_nothing(uint a) => Assert.Equal(Q(a), Q(a).WorstWith(Quality.Good));

    [Property]
    public void Joining_never_improves_the_level_nor_loses_a_reason(uint a, uint b)
    {
        var joined = Q(a).WorstWith(Q(b));

        Assert.True(joined.Level <= Q(a).Level && joined.Level <= Q(b).Level);
        Assert.True(joined.Has(Q(a)) && joined.Has(Q(b)));
    }

    [Fact]
    public void Has_asks_for_all_reasons_and_ignores_levels()
    {
        var quality = Quality.Uncertain | Quality.Stale | Quality.Estimated;

        Assert.True(quality.Has(Quality.Stale));
        Assert.True(quality.Has(Quality.Good | Quality.Stale | Quality.Estimated));
        Assert.False(quality.Has(Quality.Stale | Quality.Frozen));
    }

    // Small generated numbers only reach the low reason bits; spreading them reaches the levels too.
    private static Quality Q(uint bits) => (Quality)((bits << 30) | (bits >> 2) | ((bits & 0xFF) << 10));
}
