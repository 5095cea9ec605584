namespace DigitalTwin.Sdk.Connectors.Tests;

public sealed class LogSamplerTests
{
    [Fact]
    public void The_first_is_logged_then_one_a_minute_with_the_number_left_out()
    {
        var sampler = new LogSampler();

        Assert.True(sampler.ShouldLog(0, out var first));
        for (var i = 1; i < 60; i++)
            Assert.False(sampler.ShouldLog(i * TimeSpan.TicksPerSecond, out _));
        Assert.True(sampler.ShouldLog(TimeSpan.TicksPerMinute, out var second));
        Assert.Equal((0, 59), (first, second));
    }
}
