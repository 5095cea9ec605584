using System.Collections.Concurrent;
using System.Globalization;
using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Tests.Runtime;

/// <summary>What "the same at any number of workers" means: state, revisions and each twin's events, also of twins that fall silent.</summary>
public sealed class ReplayTests
{
    private const int Twins = 12;
    private const int Talking = 3;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Silent_twins_end_the_same_whatever_the_workers(int workers)
    {
        var one = await RunAsync(1, 17, drainEvery: int.MaxValue);
        var many = await RunAsync(workers, 17, drainEvery: int.MaxValue);

        Assert.Equal(one, many);
        Assert.Contains(one, line => line.StartsWith("t11", StringComparison.Ordinal) && line.Contains("(Stale, Bad)", StringComparison.Ordinal));
        Assert.Contains(one, line => line.StartsWith("t11", StringComparison.Ordinal) && line.Contains("beat", StringComparison.Ordinal));
    }

    [Property(MaxTest = 12)]
    public async Task Draining_on_the_way_changes_nothing(int seed)
    {
        var random = new Random(seed);
        var once = await RunAsync(1, seed, drainEvery: int.MaxValue);
        var often = await RunAsync(random.Next(1, 9), seed, drainEvery: random.Next(1, 30));

        Assert.Equal(once, often);
    }

    [Fact]
    public async Task Connectors_that_post_side_by_side_give_the_same_as_one_after_the_other()
    {
        var after = await RunAsync(1, 5, drainEvery: int.MaxValue);
        var beside = await RunAsync(8, 5, drainEvery: int.MaxValue, sideBySide: true);

        Assert.Equal(after, beside);
    }

    [Fact]
    public async Task A_drain_brings_silent_twins_to_the_latest_arrival()
    {
        var graph = Times.Graph();
        var silent = graph.Add("silent").AddProperty("x", Units.Metre, o => o.MaxAge = TimeSpan.FromSeconds(4));
        var builder = new TwinRuntimeBuilder(graph);
        builder.Options.Clock = RuntimeClock.Samples;
        builder.Options.Workers = 4;
        builder.Signal(silent);
        var others = Enumerable.Range(0, 8).Select(i => graph.Add($"t{i}").AddProperty("x", Units.Metre)).ToArray();
        foreach (var other in others)
            builder.Signal(other);
        await using var runtime = await builder.StartAsync();
        await runtime.PostAsync(silent, Sample.Good(1.0, Times.At(0)));
        foreach (var other in others)
            await runtime.PostAsync(other, Sample.Good(1.0, Times.At(60)));

        await runtime.DrainAsync();

        Assert.Equal(Quality.Bad | Quality.Stale, silent.Read().Quality);
    }

    [Fact]
    public async Task A_function_scheduled_for_a_moment_that_has_passed_runs_with_the_next_drain()
    {
        var graph = Times.Graph();
        var x = graph.Add("pump").AddProperty("x", Units.Metre);
        var builder = new TwinRuntimeBuilder(graph);
        builder.Options.Clock = RuntimeClock.Samples;
        var lane = builder.Lane(x.Twin);
        var heard = new List<DateTimeOffset>();
        builder.Signal(x).Subscribe(_ => lane.Schedule(Times.At(1), () => heard.Add(lane.Now)));
        await using var runtime = await builder.StartAsync();
        await runtime.PostAsync(x, Sample.Good(1.0, Times.At(5)));

        await runtime.DrainAsync();

        Assert.Equal([Times.At(5)], heard);
    }

    /// <summary>Plays a seeded record in which most twins fall silent, without a last step of time, and tells all that can be seen afterwards.</summary>
    private static async Task<IReadOnlyList<string>> RunAsync(int workers, int seed, int drainEvery, bool sideBySide = false)
    {
        var graph = Times.Graph(1 + (workers % 3));
        var inputs = Enumerable.Range(0, Twins)
            .Select(i => graph.Add($"t{i:00}").AddProperty("x", Units.Metre, o => o.MaxAge = TimeSpan.FromSeconds(4)))
            .ToArray();
        foreach (var input in inputs)
            input.Twin.AddDerived("twice", Units.Metre, [input], v => 2 * v[0]);
        var connector = new FakeConnector("record", [.. inputs.Select(p => new ConnectorBinding(p, ConnectorAccess.Read, p.Twin.Id, TimeSpan.FromSeconds(1)))]);
        var builder = new TwinRuntimeBuilder(graph).AddConnector(connector);
        builder.Options.Workers = workers;
        builder.Options.Clock = RuntimeClock.Samples;
        foreach (var input in inputs)
            Beat(builder, input);
        var events = new ConcurrentDictionary<string, List<string>>();
        await using var feed = graph.Changes.Subscribe(
            c => events.GetOrAdd(c.Twin.Id, _ => []).Add(Text(c)),
            new ChangeFeedOptions { Kinds = TwinChangeKind.All & ~TwinChangeKind.Snapshot & ~TwinChangeKind.Created, Overflow = OverflowPolicy.Wait, WaitLimit = TimeSpan.FromMinutes(1) });

        var runtime = await builder.StartAsync();
        connector.Host!.ReportState(ConnectorState.Connected, "");
        var record = Record(seed);
        if (sideBySide)
        {
            await Task.WhenAll(Enumerable.Range(0, Twins).Select(twin => Task.Run(async () =>
            {
                foreach (var (_, sample) in record.Where(r => r.Twin == twin))
                    await connector.Host.PostAsync(inputs[twin], sample, null, default);
            })));
        }
        else
        {
            for (var i = 0; i < record.Count; i++)
            {
                await connector.Host.PostAsync(inputs[record[i].Twin], record[i].Sample, null, default);
                if ((i + 1) % drainEvery == 0)
                    await runtime.DrainAsync();
            }
        }

        await runtime.StopAsync();
        await feed.DrainAsync(default);
        return
        [
            .. inputs.Select(p => $"{p.Twin.Id} {p.Twin.Revision} {p.Read()} {p.Twin.Property<double>("twice").Read()} {runtime.Health(p.Twin) with { Since = default }}"),
            .. events.OrderBy(e => e.Key, StringComparer.Ordinal).SelectMany(e => e.Value.Where(l => !l.Contains("Stopped", StringComparison.Ordinal)).Select((line, i) => $"{e.Key} {i} {line}")),
        ];
    }

    private static List<(int Twin, Sample<double> Sample)> Record(int seed)
    {
        var random = new Random(seed);
        var record = new List<(int, Sample<double>)>();
        for (var step = 0; step < 60; step++)
        {
            for (var i = 0; i < Twins; i++)
            {
                if (step > 3 && i >= Talking && step != 20 + i)
                    continue;
                var arrival = step + (i * 0.01);
                record.Add((i, new Sample<double>(random.Next(5), Times.At(arrival - (0.5 * random.Next(4))), Times.At(arrival), Quality.Good)));
            }
        }

        return record;
    }

    private static void Beat(TwinRuntimeBuilder builder, Property<double> input)
    {
        var lane = builder.Lane(input.Twin);
        var beat = builder.CreateSignal<double>("beat", input.Twin);
        builder.Publish(beat.Signal, builder.AddVirtual<double>(input.Twin, "beat", Units.Metre), new ChangeOrigin(ChangeCause.Estimator, "beat"));
        lane.Schedule(Times.At(1), Run);

        void Run()
        {
            beat.Publish(Sample.Good((lane.Now - Times.Start).TotalSeconds + input.Read().Value, lane.Now));
            lane.Schedule(lane.Now.AddSeconds(2.5), Run);
        }
    }

    private static string Text(TwinChange change)
    {
        var parts = Enumerable.Range(0, change.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{change[i].Definition.Name}={BitConverter.DoubleToInt64Bits(change[i].Number):x} {change[i].Ticks} {change[i].Quality}"));
        return $"{change.Revision} {change.Kind} {change.RecordTicks} {string.Join(';', parts)} {change.Health}";
    }
}
