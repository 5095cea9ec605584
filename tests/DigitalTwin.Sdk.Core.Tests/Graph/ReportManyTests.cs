using System.Collections.Concurrent;

namespace DigitalTwin.Sdk.Tests.Graph;

public sealed class ReportManyTests
{
    [Fact]
    public void Many_at_once_give_the_same_state_and_counters_as_one_by_one()
    {
        var random = new Random(820);
        var writes = Enumerable.Range(0, 2000).Select(_ => (Property: random.Next(20), Value: random.Next(5))).ToList();
        var (one, oneHandles) = Build();
        var (many, manyHandles) = Build();

        var applied = 0;
        var properties = new List<Property<double>>();
        var samples = new List<Sample<double>>();
        for (var i = 0; i < writes.Count; i++)
        {
            // Times go back now and then, and values repeat, so that every outcome occurs.
            var sample = new Sample<double>(writes[i].Value == 4 ? double.NaN : writes[i].Value, 1000L + i - (i % 7 == 0 ? 50 : 0), 1000L + i, Quality.Good);
            if (oneHandles[writes[i].Property].Report(sample, ChangeOrigin.Sensor) == ReportOutcome.Applied)
                applied++;
            properties.Add(manyHandles[writes[i].Property]);
            samples.Add(sample);
        }

        Assert.Equal(applied, many.Report<double>(properties.ToArray(), samples.ToArray(), ChangeOrigin.Sensor));
        Assert.Equal(oneHandles.Select(h => h.Read()), manyHandles.Select(h => h.Read()));
        Assert.Equal(one.Twins.Select(t => (t.Id, t.Revision)), many.Twins.Select(t => (t.Id, t.Revision)));
        Assert.Equal((one.LateSamples, one.DuplicateSamples), (many.LateSamples, many.DuplicateSamples));
    }

    [Fact]
    public void A_property_of_another_graph_is_refused()
    {
        var (graph, _) = Build();
        var (_, others) = Build();

        Assert.Throws<ArgumentException>(() => graph.Report<double>([others[0]], [new Sample<double>(1, 1L, 1L, Quality.Good)]));
    }

    [Fact]
    public void A_sample_too_few_is_refused_and_nothing_is_reported()
    {
        var (graph, handles) = Build();

        var error = Assert.Throws<ArgumentException>(() => graph.Report<double>([handles[0], handles[1]], [new Sample<double>(1, 1L, 1L, Quality.Good)]));

        Assert.Contains("2 properties and 1 samples", error.Message, StringComparison.Ordinal);
        Assert.Equal(Quality.NoData, handles[0].Read().Quality);
    }

    [Fact]
    public void By_names_they_find_the_same_places_also_those_that_were_added_later_and_long_names()
    {
        var graph = new TwinGraph(new TwinGraphOptions { Lanes = 2 });
        var ids = Enumerable.Range(0, 100).Select(i => i % 3 == 0 ? $"a-twin-with-a-rather-long-name-{i}" : $"t{i}").ToArray();
        foreach (var id in ids)
            graph.Add(id).AddProperty("flow", Units.CubicMetrePerHour);
        graph[ids[7]].AddProperty("level", Units.Metre);
        string[] twins = [.. ids, ids[7], ids[0]], names = [.. ids.Select(_ => "flow"), "level", "flow"];
        var samples = Enumerable.Range(1, 102).Select(i => Sample.Good((double)i, Times.At(i))).ToArray();

        var applied = graph.Report<double>(twins, names, samples, ChangeOrigin.Sensor);

        Assert.Equal(102, applied);
        Assert.Equal(102, graph[ids[0]].Property<double>("flow").Read().Value);
        Assert.Equal(101, graph[ids[7]].Property<double>("level").Read().Value);
        for (var i = 1; i < ids.Length; i++)
            Assert.Equal(i + 1, graph[ids[i]].Property<double>("flow").Read().Value);
    }

    [Theory]
    [InlineData("t5", "level", "level")]
    [InlineData("nobody", "flow", "nobody")]
    [InlineData("t5", null, "t5")]
    [InlineData(null, "flow", "id is null")]
    public void A_name_that_leads_nowhere_is_said_and_what_came_before_is_reported(string? twin, string? property, string said)
    {
        var graph = Times.Graph();
        for (var i = 0; i < 50; i++)
            graph.Add($"t{i}").AddProperty("flow", Units.CubicMetrePerHour);
        var ids = Enumerable.Range(0, 50).Select(i => i == 40 ? twin! : $"t{i}").ToArray();
        var names = Enumerable.Range(0, 50).Select(i => i == 40 ? property! : "flow").ToArray();

        var error = Assert.ThrowsAny<Exception>(() => graph.Report<double>(ids, names, Enumerable.Range(0, 50).Select(i => Sample.Good(1.0, Times.At(i))).ToArray()));

        Assert.True(error is TwinException or ArgumentException);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal(Quality.Good, graph["t31"].Property<double>("flow").Read().Quality);
        Assert.Equal(Quality.NoData, graph["t41"].Property<double>("flow").Read().Quality);
        Assert.Equal(twin is null || property is null ? Quality.NoData : Quality.Good, graph["t39"].Property<double>("flow").Read().Quality);
    }

    [Fact]
    public void A_name_too_few_is_refused_and_nothing_is_reported()
    {
        var (graph, handles) = Build();

        var error = Assert.Throws<ArgumentException>(() => graph.Report<double>(["twin-0", "twin-1"], ["flow"], [new Sample<double>(1, 1L, 1L, Quality.Good)]));

        Assert.Contains("2 twins, 1 properties and 1 samples", error.Message, StringComparison.Ordinal);
        Assert.Equal(Quality.NoData, handles[0].Read().Quality);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Many_at_once_allocate_nothing(bool byName)
    {
        var (graph, handles) = Build();
        var properties = Enumerable.Range(0, 64).Select(i => handles[i % handles.Length]).ToArray();
        var (ids, names) = (properties.Select(p => p.Twin.Id).ToArray(), properties.Select(p => p.Name).ToArray());
        var samples = new Sample<double>[64];
        var (round, least) = (1, long.MaxValue);

        // The runtime itself allocates on this thread when it compiles the loop anew; once it has, nothing may be left.
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var end = round + 1000; round < end; round++)
                Write(round);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);

        void Write(int time)
        {
            for (var i = 0; i < samples.Length; i++)
                samples[i] = new Sample<double>(time + i, (time * 100L) + i, (time * 100L) + i, Quality.Good);
            if (byName)
                graph.Report<double>(ids, names, samples, ChangeOrigin.Sensor);
            else
                graph.Report<double>(properties, samples, ChangeOrigin.Sensor);
        }
    }

    private static (TwinGraph Graph, Property<double>[] Handles) Build()
    {
        var graph = new TwinGraph(new TwinGraphOptions { Lanes = 2 });
        var handles = Enumerable.Range(0, 20).Select(i => graph.Add($"twin-{i}").AddProperty("flow", Units.CubicMetrePerHour)).ToArray();
        return (graph, handles);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(16, 2)]
    [InlineData(100, 3)]
    [InlineData(4096, 4)]
    public async Task Reports_of_many_and_of_one_from_several_threads_reach_the_feed_without_a_gap_and_in_order(int capacity, int seed)
    {
        var graph = Times.Graph(lanes: 2);
        var properties = Enumerable.Range(0, 6).Select(i => graph.Add($"t{i}").AddProperty("level", Units.Metre)).ToArray();
        var (all, few) = (new ConcurrentQueue<(string Twin, long Revision)>(), 0);
        var options = new ChangeFeedOptions { Kinds = TwinChangeKind.Updated, Overflow = OverflowPolicy.Wait, WaitLimit = TimeSpan.FromMinutes(1), Capacity = capacity };
        await using var everything = graph.Changes.Subscribe(c => all.Enqueue((c.Twin.Id, c.Revision)), options);
        options.Path = "level";
        await using var filtered = graph.Changes.Subscribe(_ => Interlocked.Increment(ref few), options);
        var applied = 0L;

        // Each thread has twins of its own, so that no sample is late; lanes are shared.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(thread => Task.Run(() => Write(thread))));
        await Times.Until(() => all.Count == applied && Volatile.Read(ref few) == applied);

        foreach (var twin in all.GroupBy(c => c.Twin))
            Assert.Equal(Enumerable.Range(0, twin.Count()).Select(i => twin.First().Revision + i), twin.Select(c => c.Revision));

        void Write(int thread)
        {
            var random = new Random(seed + thread);
            var own = properties.Where((_, i) => i % 2 == thread).ToArray();
            for (var (round, ticks) = (0, 1L); round < 500; round++)
            {
                var targets = Enumerable.Range(0, random.Next(1, 200)).Select(_ => own[random.Next(own.Length)]).ToArray();
                var samples = targets.Select(_ => new Sample<double>(ticks, ticks, ticks++, Quality.Good)).ToArray();
                Interlocked.Add(ref applied, graph.Report<double>(targets, samples, random.Next(2) == 0 ? ChangeOrigin.Sensor : ChangeOrigin.User));
                own[0].Report(new Sample<double>(ticks, ticks, ticks++, Quality.Good), ChangeOrigin.Sensor);
                Interlocked.Increment(ref applied);
            }
        }
    }

    [Fact]
    public async Task What_was_reported_before_a_failure_is_seen_by_subscribers()
    {
        var graph = Times.Graph();
        var level = graph.Add("t").AddProperty("level", Units.Metre);
        var seen = 0;
        await using var subscription = graph.Changes.Subscribe(_ => Interlocked.Increment(ref seen), new ChangeFeedOptions { Kinds = TwinChangeKind.Updated });

        var properties = Enumerable.Repeat(level, 100).Append(default).ToArray();
        var samples = Enumerable.Range(1, 101).Select(i => Sample.Good((double)i, Times.At(i))).ToArray();
        Assert.Throws<InvalidOperationException>(() => graph.Report<double>(properties, samples));

        Assert.True(level.Read().Value >= 60);
        await Times.Until(() => Volatile.Read(ref seen) == (int)level.Read().Value);
    }
}
