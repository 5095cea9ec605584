using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public class FlagStuckTests
{
    private static readonly Quality Frozen = Quality.Uncertain | Quality.Frozen;

    [Fact]
    public void A_signal_that_stands_still_is_flagged_after_the_time_and_freed_by_its_first_move()
    {
        var outputs = EverySecond(1, 2, 7, 7, 7, 7, 7, 8).Run(raw => raw.FlagStuck(after: Seconds(3)));

        Assert.Equal([5, 6], outputs.Where(s => s.Quality == Frozen).Select(SecondsOf));
        Assert.Equal(6, outputs.Count(s => s.Quality == Quality.Good));
    }

    [Fact]
    public void Movement_within_the_resolution_is_no_movement()
    {
        var outputs = EverySecond(7, 7.1, 7, 7.1, 7.2).Run(raw => raw.FlagStuck(after: Seconds(3), resolution: 0.1 + 1e-9));

        Assert.Equal([3], outputs.Where(s => s.Quality == Frozen).Select(SecondsOf));
    }

    [Fact]
    public void A_slow_drift_moves_even_if_no_single_step_is_above_the_resolution()
    {
        var outputs = Enumerable.Range(0, 50).Select(i => At(i, 0.05 * i)).Run(raw => raw.FlagStuck(after: Seconds(5), resolution: 0.1));

        Assert.All(outputs, s => Assert.Equal(Quality.Good, s.Quality));
    }

    [Fact]
    public void A_day_of_silence_proves_nothing()
    {
        var outputs = new[] { At(0, 7), At(1, 7), At(86400, 7), At(86401, 7) }.Run(raw => raw.FlagStuck(after: Seconds(3)));

        Assert.All(outputs, s => Assert.Equal(Quality.Good, s.Quality));
    }

    [Fact]
    public void Bad_samples_neither_break_nor_prove_a_standstill()
    {
        Sample<double>[] inputs =
            [At(0, 7), At(1, 99, Quality.Bad), At(2, 7), At(3, double.NaN), At(4, 7), At(4.5, 7, Quality.Bad | Quality.CommLoss)];

        var outputs = inputs.Run(raw => raw.FlagStuck(after: Seconds(3)));

        Assert.Equal([Quality.Good, Quality.Bad, Quality.Good, Quality.Bad | Quality.ConversionError, Frozen,
            Quality.Bad | Quality.CommLoss], outputs.Select(s => s.Quality));
    }

    [Fact]
    public void Samples_from_the_past_pass_unjudged()
    {
        Sample<double>[] inputs = [At(0, 7), At(2, 7), At(1, 50), At(4, 7)];

        var outputs = inputs.Run(raw => raw.FlagStuck(after: Seconds(3)));

        Assert.Equal([Quality.Good, Quality.Good, Quality.Good, Frozen], outputs.Select(s => s.Quality));
    }
}
