using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public sealed class CorrectionTests
{
    [Fact]
    public void Sentinels_are_no_values()
    {
        var results = EverySecond(1, -9999, 2, 65535).Run(raw => raw.RejectSentinels([-9999, 65535]));

        Assert.Equal([true, false, true, false], results.Select(s => s.Quality.IsGood));
        Assert.Equal(Quality.Bad | Quality.SourceFlagged, results[1].Quality);
    }

    [Fact]
    public void A_value_at_the_end_of_the_span_is_uncertain()
    {
        var results = EverySecond(4, 4.01, 19.99, 20, 21).Run(raw => raw.FlagSaturated(4, 20));

        Assert.Equal([false, true, true, false, false], results.Select(s => s.Quality.IsGood));
        Assert.Equal(Quality.Uncertain | Quality.OutOfRange, results[0].Quality);
    }

    [Fact]
    public void A_calibration_is_applied_and_what_overflows_keeps_its_value_and_is_bad()
    {
        var results = EverySecond(10, double.MaxValue).Run(raw => raw.Correct(gain: 2, bias: 0.5));

        Assert.Equal(20.5, results[0].Value);
        Assert.Equal((double.MaxValue, Quality.Bad | Quality.ComputationError), (results[1].Value, results[1].Quality));
    }

    [Fact]
    public void Units_are_converted_and_never_mixed()
    {
        Assert.Equal(212, EverySecond(100).Run(raw => raw.ConvertUnit(Units.DegreeCelsius, Units.DegreeFahrenheit))[0].Value, 10);
        Assert.Throws<UnitMismatchException>(() => new SignalPipeline().ConvertUnit(Units.DegreeCelsius, Units.Bar));
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        var pipeline = new SignalPipeline();

        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.RejectSentinels([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.RejectSentinels([double.NaN]));
        Assert.Throws<ArgumentException>(() => pipeline.FlagSaturated(5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Correct(gain: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Ewma(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Deadband(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.SwingingDoor(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.SwingingDoor(1, Seconds(5), Seconds(5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.SavitzkyGolay(5, 5));
    }
}
