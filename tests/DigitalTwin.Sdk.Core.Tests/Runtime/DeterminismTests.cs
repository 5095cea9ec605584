using System.Collections.Concurrent;
using System.Globalization;

namespace DigitalTwin.Sdk.Tests.Runtime;

public sealed class DeterminismTests
{
    private const int Twins = 24;
    private const int Steps = 400;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(5, 1)]
    [InlineData(4, 4)]
    [InlineData(7, 8)]
    public async Task The_same_record_gives_the_same_revisions_and_events_whatever_the_threads(int lanes, int workers)
    {
        var reference = await RunAsync(2, 2, yieldEvery: 1000);
        var other = await RunAsync(lanes, workers, yieldEvery: 1 + (lanes * 3));

        Assert.Equal(Twins, reference.Count);
        foreach (var (twin, events) in reference)
            Assert.Equal(events, other[twin]);
        Assert.True(reference.Values.Sum(e => e.Count) > Twins * Steps);
    }

    /// <summary>Plays a seeded record with gaps, late samples, cleaning, joined twins, a schedule and staleness through a runtime.</summary>
    private static async Task<ConcurrentDictionary<string, List<string>>> RunAsync(int lanes, int workers, int yieldEvery)
    {
        var graph = Times.Graph(lanes);
        var inputs = Enumerable.Range(0, Twins)
            .Select(i => graph.Add($"t{i:00}").AddProperty("x", Units.Metre, o => o.MaxAge = TimeSpan.FromSeconds(4)))
            .ToArray();
        var builder = new TwinRuntimeBuilder(graph);
        builder.Options.Workers = workers;
        builder.Options.Clock = RuntimeClock.Samples;
        for (var i = 0; i < Twins; i += 2)
            Join(builder, inputs[i], inputs[i + 1]);
        var events = new ConcurrentDictionary<string, List<string>>();
        await using var feed = graph.Changes.Subscribe(
            c => events.GetOrAdd(c.Twin.Id, _ => []).Add(Text(c)),
            new ChangeFeedOptions { Kinds = TwinChangeKind.All & ~TwinChangeKind.Snapshot & ~TwinChangeKind.Created, Overflow = OverflowPolicy.Wait, WaitLimit = TimeSpan.FromMinutes(1) });

        await using var runtime = await builder.StartAsync();
        var random = new Random(7);
        for (var step = 1; step <= Steps; step++)
        {
            for (var i = 0; i < Twins; i++)
            {
                if (random.Next(4) == 0)
                    continue;
                var time = Times.At(step - (random.Next(10) == 0 ? 3 : 0) + (step % 50 > 40 ? 30 : 0));
                var sample = new Sample<double>(Math.Round(random.NextDouble(), 1), time, Times.At((step * 1.0) + (i * 0.001)), Quality.Good);
                await runtime.PostAsync(inputs[i], sample);
            }

            if (step % yieldEvery == 0)
                await Task.Yield();
        }

        await runtime.AdvanceAsync(Times.At(Steps + 100));
        await feed.DrainAsync(default);
        return events;
    }

    private static void Join(TwinRuntimeBuilder builder, Property<double> a, Property<double> b)
    {
        builder.Clean(a, raw => new Map<double>(raw, s => s with { Value = s.Value + 1 }));
        var sum = builder.CreateSignal<double>("sum", a.Twin, b.Twin);
        var lane = builder.Lane(a.Twin);
        builder.Publish(sum.Signal, builder.AddVirtual<double>(a.Twin, "sum", Units.Metre), new ChangeOrigin(ChangeCause.Estimator, "sum"));
        builder.Signal(a).Subscribe(s => sum.Publish(s.WithValue(s.Value + b.Read().Value)));
        builder.Signal(b).Subscribe(s => sum.Publish(s.WithValue(s.Value * a.Read().Value)));
        var beat = builder.CreateSignal<double>("beat", a.Twin);
        builder.Publish(beat.Signal, builder.AddVirtual<double>(b.Twin, "beat", Units.Metre), new ChangeOrigin(ChangeCause.Estimator, "beat"));
        lane.Schedule(Times.At(1), Beat);

        void Beat()
        {
            beat.Publish(Sample.Good(a.Read().Value - b.Read().Value, lane.Now));
            lane.Schedule(lane.Now.AddSeconds(2.5), Beat);
        }
    }

    private static string Text(TwinChange change)
    {
        var parts = Enumerable.Range(0, change.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{change[i].Definition.Name}={BitConverter.DoubleToInt64Bits(change[i].Number):x} {change[i].Ticks} {change[i].Quality}"));
        return $"{change.Revision} {change.Kind} {change.RecordTicks} {string.Join(';', parts)}";
    }
}
