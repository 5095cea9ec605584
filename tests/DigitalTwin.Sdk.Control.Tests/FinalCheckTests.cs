namespace DigitalTwin.Sdk.Control.Tests;

public class FinalCheckTests
{
    private static readonly WriteCandidate Sound = new()
    {
        Property = new TwinGraph().Add("p").AddSetpoint("speed", Units.RevolutionPerMinute),
        Value = 1000,
        CommandId = Guid.Empty,
        NowTicks = TimeSpan.TicksPerDay,
        ExpiresTicks = TimeSpan.TicksPerDay + 1,
        Mode = WriteBackMode.Closed,
        ApprovedUntilTicks = 0,
        Limits = new ValueRange(900, 1480),
        SlewPerTick = 50.0 / TimeSpan.TicksPerSecond,
        StepTicks = TimeSpan.TicksPerSecond,
        Origin = new PlantPoint(950, 0),
        LastSent = null,
        Doubt = null,
    };

    [Fact]
    public void A_sound_candidate_becomes_a_write()
    {
        var write = FinalCheck.TryIssue(Sound, out var reason);
        Assert.Equal("", reason);
        Assert.Equal(1000, write!.Value);
    }

    [Fact]
    public void Nothing_else_does()
    {
        Refused(Sound with { Value = double.NaN });
        Refused(Sound with { Value = double.PositiveInfinity, Limits = new ValueRange(0, double.PositiveInfinity) });
        Refused(Sound with { Value = 1481 });
        Refused(Sound with { Limits = default });
        Refused(Sound with { NowTicks = Sound.ExpiresTicks });
        Refused(Sound with { Mode = WriteBackMode.Off });
        Refused(Sound with { Mode = WriteBackMode.Shadow });
        Refused(Sound with { Mode = WriteBackMode.Advisory });
        Refused(Sound with { Mode = WriteBackMode.Advisory, ApprovedUntilTicks = Sound.NowTicks });
        Refused(Sound with { Origin = null });
        Refused(Sound with { Origin = new PlantPoint(949, 0) });
        Refused(Sound with { Origin = new PlantPoint(950, Sound.NowTicks) });
        Refused(Sound with { Origin = new PlantPoint(double.NaN, 0) });
        Refused(Sound with { LastSent = new PlantPoint(1400, Sound.NowTicks - TimeSpan.TicksPerSecond) });
        Refused(Sound with { Doubt = new ValueRange(949, 1000) });
        Refused(Sound with { Doubt = new ValueRange(1000, 1051) });
        Refused(Sound with { SlewPerTick = double.NaN });
    }

    private static void Refused(WriteCandidate candidate)
    {
        Assert.Null(FinalCheck.TryIssue(candidate, out var reason));
        Assert.StartsWith("final check", reason);
    }
}
