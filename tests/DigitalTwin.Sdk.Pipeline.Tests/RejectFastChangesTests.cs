using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public class RejectFastChangesTests
{
    private static readonly Quality TooFast = Quality.Bad | Quality.Spike;

    [Theory]
    [InlineData(1, 5, true)]
    [InlineData(1, 5.001, false)]
    [InlineData(1, -5.001, false)]
    [InlineData(2, 10, true)]
    [InlineData(0.5, 2.6, false)]
    [InlineData(0, 0, true)]
    [InlineData(0, 0.1, false)]
    [InlineData(86400, 400_000, true)]
    public void The_change_is_judged_by_event_time(double seconds, double value, bool isAccepted)
    {
        var outputs = new[] { At(0, 0), At(seconds, value) }.Run(raw => raw.RejectFastChanges(5, per: Seconds(1)));

        Assert.Equal(isAccepted ? Quality.Good : TooFast, outputs[1].Quality);
    }

    [Fact]
    public void A_spike_is_rejected_alone_and_a_jump_is_accepted_when_time_allows_it()
    {
        var outputs = EverySecond(0, 50, 1, 20, 20, 20, 20, 20).Run(raw => raw.RejectFastChanges(5, per: Seconds(1)));

        // 19 away from the 1 accepted at 2 s: 4 s on, at 6 s, 5 a second reach it.
        Assert.Equal([1, 3, 4, 5], outputs.Where(s => s.Quality == TooFast).Select(SecondsOf));
    }

    [Fact]
    public void Bad_samples_and_samples_from_the_past_are_neither_judged_nor_remembered()
    {
        Sample<double>[] inputs = [At(0, 0), At(1, 900, Quality.Bad), At(2, 1), At(0.5, 700), At(3, 2)];

        Assert.Equal(inputs, inputs.Run(raw => raw.RejectFastChanges(5, per: Seconds(1))));
    }

    [Property(MaxTest = 200)]
    public void Accepted_samples_never_change_faster_and_none_is_lost(FsCheck.NormalFloat[] values)
    {
        var inputs = EverySecond([.. values.Select(v => v.Get)]);

        var outputs = inputs.Run(raw => raw.RejectFastChanges(5, per: Seconds(1)));

        Assert.Equal(inputs.Select(s => s.Value), outputs.Select(s => s.Value));
        var accepted = outputs.Where(s => s.Quality.IsGood).ToList();
        Assert.All(
            accepted.Zip(accepted.Skip(1)),
            pair => Assert.True(Math.Abs(pair.Second.Value - pair.First.Value) <= 5 * (pair.Second.Time - pair.First.Time).TotalSeconds));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(5, 0)]
    public void A_number_outside_its_range_is_refused_at_once(double change, double seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EverySecond(1).Run(raw => raw.RejectFastChanges(change, Seconds(seconds))));
}
