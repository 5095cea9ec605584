using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public class RejectOutsideTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(400, true)]
    [InlineData(-0.001, false)]
    [InlineData(400.001, false)]
    public void The_limits_belong_to_the_range(double value, bool isInside)
    {
        var output = Assert.Single(EverySecond(value).Run(raw => raw.RejectOutside(0, 400)));

        Assert.Equal(isInside ? Quality.Good : Quality.Bad | Quality.OutOfRange, output.Quality);
        Assert.Equal(value, output.Value);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_not_a_number_is_a_conversion_error(double value)
    {
        var output = Assert.Single(EverySecond(value).Run(raw => raw.RejectOutside(double.NegativeInfinity, double.PositiveInfinity)));

        Assert.Equal(Quality.Bad | Quality.ConversionError, output.Quality);
    }

    [Fact]
    public void Outside_the_operating_range_a_value_is_uncertain_and_stays_usable()
    {
        var outputs = EverySecond(-1, 0, 400, 401).Run(raw => raw.FlagOutside(0, 400));

        var outside = Quality.Uncertain | Quality.OutOfRange;
        Assert.Equal([outside, Quality.Good, Quality.Good, outside], outputs.Select(s => s.Quality));
        Assert.Equal([-1, 0, 400, 401], outputs.Select(s => s.Value));
    }

    [Fact]
    public void Bad_samples_and_samples_without_data_pass_unchanged()
    {
        Sample<double>[] inputs = [At(0, 999, Quality.Bad | Quality.CommLoss), default, At(1, double.NaN, Quality.Bad)];

        Assert.Equal(inputs, inputs.Run(raw => raw.RejectOutside(0, 400)));
    }

    [Fact]
    public void Reasons_that_were_there_stay()
    {
        var output = Assert.Single(new[] { At(0, -5, Quality.Uncertain | Quality.Simulated) }.Run(raw => raw.RejectOutside(0, 400)));

        Assert.Equal(Quality.Bad | Quality.Simulated | Quality.OutOfRange, output.Quality);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.NaN)]
    public void An_empty_range_is_the_callers_mistake(double min, double max) =>
        Assert.Throws<ArgumentException>(() => EverySecond(1).Run(raw => raw.RejectOutside(min, max)));
}
