using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Testing.Tests;

public sealed class StrictLoggerFactoryTests
{
    [Fact]
    public void A_test_that_logs_an_unexpected_error_fails_at_its_end()
    {
        var logs = new StrictLoggerFactory();
        logs.CreateLogger("pump").LogError(new FormatException("not a number"), "Payload refused");

        var failure = Assert.Throws<ExpectationFailedException>(logs.Dispose);

        Assert.Contains("Error pump: Payload refused (FormatException: not a number)", failure.Message);
        Assert.IsType<FormatException>(failure.InnerException);
    }

    [Fact]
    public void An_expected_error_and_lesser_messages_pass()
    {
        using var logs = new StrictLoggerFactory();
        var log = logs.CreateLogger("pump");

        logs.Expect(l => l.Message.Contains("broker"));
        log.LogError("The broker is gone");
        log.LogWarning("Reconnecting");

        Assert.Equal([LogLevel.Error, LogLevel.Warning], logs.Entries.Select(l => l.Level));
    }

    [Fact]
    public void The_level_that_fails_can_be_chosen()
    {
        var logs = new StrictLoggerFactory(failFrom: LogLevel.Warning);
        logs.CreateLogger("pump").LogWarning("Hm");

        Assert.Throws<ExpectationFailedException>(logs.ShouldHaveNoUnexpectedErrors);
    }

    [Fact]
    public void A_full_recorder_forgets_messages_but_never_that_there_was_an_error()
    {
        var logs = new StrictLoggerFactory(capacity: 2);
        var log = logs.CreateLogger("pump");
        log.LogError("First");
        for (var i = 0; i < 10; i++)
            log.LogInformation("Noise");

        Assert.Equal(9, logs.Dropped);
        Assert.Contains("First", Assert.Throws<ExpectationFailedException>(logs.Dispose).Message);
    }
}
