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
    public void Many_at_once_allocate_nothing()
    {
        var (graph, handles) = Build();
        var properties = Enumerable.Range(0, 64).Select(i => handles[i % handles.Length]).ToArray();
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
            graph.Report<double>(properties, samples, ChangeOrigin.Sensor);
        }
    }

    private static (TwinGraph Graph, Property<double>[] Handles) Build()
    {
        var graph = new TwinGraph(new TwinGraphOptions { Lanes = 2 });
        var handles = Enumerable.Range(0, 20).Select(i => graph.Add($"twin-{i}").AddProperty("flow", Units.CubicMetrePerHour)).ToArray();
        return (graph, handles);
    }
}
