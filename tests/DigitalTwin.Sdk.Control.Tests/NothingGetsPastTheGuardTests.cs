using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Control.Tests;

/// <summary>No sequence of requests, samples, faults, mode changes and time jumps makes a write outside the guard. FsCheck prints the seed of a failure.</summary>
public class NothingGetsPastTheGuardTests
{
    private const int Steps = 100;

    [Property(MaxTest = 250, EndSize = 1_000_000_000, StartSize = 1_000_000_000)]
    public async Task Whatever_happens_every_write_is_inside_the_guard(NonNegativeInt seed) => await RunAsync(seed.Get);

    [Fact]
    public async Task The_sequences_do_write_in_every_way()
    {
        var kinds = new HashSet<CommandKind>();
        var events = new HashSet<CommandEvent>();
        var writes = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var run = await RunAsync(seed);
            kinds.UnionWith(run.Where(r => r.Event == CommandEvent.Sent).Select(r => r.Kind));
            events.UnionWith(run.Select(r => r.Event));
            writes += run.Count(r => r.Event == CommandEvent.Sent);
        }

        Assert.True(writes > 300, $"only {writes} writes");
        Assert.Equal(3, kinds.Count);
        Assert.Superset(
            new HashSet<CommandEvent>(Enum.GetValues<CommandEvent>().Except([CommandEvent.None])),
            events);
    }

    private static async Task<IReadOnlyList<CommandRecord>> RunAsync(int seed)
    {
        var random = new Random(seed);
        var settings = GuardSample.Of(random);
        var start = random.Next(900, 1480);
        var rig = await Rig.StartAsync((g, r) => settings.Apply(g, r), reported: null);
        rig.SourceLead = settings.SourceLead;
        await rig.ReportAsync(start);
        (rig.Plant.Truth, rig.IsTruthful) = (start, true);
        var sequence = new RandomSequence(rig, settings, random);
        for (var step = 0; step < Steps; step++)
            await sequence.StepAsync(step);

        await rig.DisposeAsync();
        foreach (var result in sequence.Results)
            Assert.NotEqual(CommandState.None, (await result).State);
        Assert.InRange(rig.Plant.MostAtOnce, 0, 1);
        Assert.Equal(0, rig.Runtime.Failures);
        AssertAddsUp(rig.WriteBack, rig.Plant);
        return rig.WriteBack.Journal.Records;
    }

    private static void AssertAddsUp(WriteBack writeBack, FakePlant plant)
    {
        var sums = writeBack.Journal.Records.GroupBy(r => r.Event).ToDictionary(g => g.Key, g => g.Sum(r => r.Count));
        long Of(CommandEvent kind) => sums.GetValueOrDefault(kind);
        var expected = new CommandCounters(
            Of(CommandEvent.Accepted),
            Of(CommandEvent.Refused),
            Of(CommandEvent.Clamped),
            Of(CommandEvent.Sent),
            Of(CommandEvent.Acknowledged),
            Of(CommandEvent.Verified),
            Of(CommandEvent.Failed),
            Of(CommandEvent.Diverged),
            Of(CommandEvent.Expired),
            Of(CommandEvent.Superseded));
        Assert.Equal(0, writeBack.Journal.Dropped);
        Assert.Equal(expected, writeBack.Counters);
        var vetoed = writeBack.Journal.Records.Count(r => r.Event == CommandEvent.Failed && r.Reason is "the command has lapsed" or "given up before it was sent" or "the mode does not allow it any more"
            or "the lane lags, and what the decision rests on has grown too old");
        Assert.Equal(plant.Writes.Count + vetoed, writeBack.Counters.Sent);
        Assert.True(writeBack.Counters.Acknowledged <= writeBack.Counters.Sent);
        Assert.True(writeBack.Counters.Verified <= writeBack.Counters.Accepted);
    }
}
