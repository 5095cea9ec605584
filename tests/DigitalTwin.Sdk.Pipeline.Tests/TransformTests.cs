using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public class TransformTests
{
    [Fact]
    public void The_value_changes_and_times_and_quality_stay()
    {
        var outputs = new[] { At(0, 2, Quality.Uncertain), At(1, 3) }.Run(raw => raw.Transform(v => v * 3.6));

        Assert.Equal([At(0, 7.2, Quality.Uncertain), At(1, 3 * 3.6)], outputs);
    }

    [Fact]
    public void A_function_that_throws_costs_one_sample_and_the_stream_lives()
    {
        var statistics = new StageStatistics("scale");

        var outputs = EverySecond(1, 2, 3).Run(raw => raw.Transform(v => v == 2 ? throw new InvalidOperationException("two") : v, statistics));

        Assert.Equal([At(0, 1), At(1, 2, Quality.Bad | Quality.ComputationError), At(2, 3)], outputs);
        Assert.Equal((3, 3, 1, 1), (statistics.Received, statistics.Emitted, statistics.Flagged, statistics.Errors));
        Assert.Equal("two", statistics.LastError?.Message);
    }

    [Fact]
    public void A_result_that_is_no_number_is_bad()
    {
        var outputs = EverySecond(0, 1).Run(raw => raw.Transform(v => 1 / v));

        Assert.Equal([Quality.Bad | Quality.ComputationError, Quality.Good], outputs.Select(s => s.Quality));
    }

    [Fact]
    public void The_function_never_sees_a_bad_value()
    {
        var seen = new List<double>();

        new[] { At(0, 1), At(1, 2, Quality.Bad), At(2, double.NaN), default }.Run(raw => raw.Transform(v =>
        {
            seen.Add(v);
            return v;
        }));

        Assert.Equal([1], seen);
    }

    [Fact]
    public void A_function_of_the_sample_sees_all_and_may_throw_too()
    {
        var statistics = new StageStatistics("map");
        Sample<double>[] inputs = [At(0, 1), At(1, 2, Quality.Bad), At(2, 3)];

        var outputs = inputs.Run(raw => raw.TransformSample(
            s => s.Value == 3 ? throw new InvalidOperationException() : s with { Quality = Quality.Uncertain }, statistics));

        Assert.Equal([Quality.Uncertain, Quality.Uncertain, Quality.Bad | Quality.ComputationError], outputs.Select(s => s.Quality));
        Assert.Equal(1, statistics.Errors);
    }
}
