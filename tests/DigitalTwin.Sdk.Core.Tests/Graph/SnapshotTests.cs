namespace DigitalTwin.Sdk.Tests.Graph;

public sealed class SnapshotTests
{
    [Fact]
    public void A_graph_snapshot_keeps_what_was_while_the_graph_goes_on()
    {
        var graph = Times.Graph(lanes: 2);
        var levels = Enumerable.Range(0, 600).Select(i => graph.Add($"t{i}").AddProperty("level", Units.Metre)).ToArray();
        for (var i = 0; i < levels.Length; i++)
            levels[i].Report(Sample.Good((double)i, Times.At(1)));

        var snapshot = graph.Snapshot();
        foreach (var level in levels)
            level.Report(Sample.Good(-1.0, Times.At(2)));
        var later = graph.Add("later").AddProperty("level", Units.Metre);
        graph.Remove(graph["t0"]);

        for (var i = 0; i < levels.Length; i++)
            Assert.Equal(i, snapshot.Read(levels[i]).Value);
        Assert.Equal(600, snapshot.Twins.Count());
        var error = Assert.Throws<TwinException>(() => snapshot.Read(later));
        Assert.Equal((later.Twin.Id, later.Name), (error.TwinId, error.PropertyName));
        Assert.Equal(-1.0, levels[7].Read().Value);
    }

    [Fact]
    public void A_graph_snapshot_sees_a_batch_whole_or_not_at_all()
    {
        var graph = Times.Graph(lanes: 2);
        var a = graph.Add("a").AddProperty("x", Units.Metre);
        var b = graph.Add("b-in-another-lane").AddProperty("x", Units.Metre);
        graph.Mutate(m => Both(m, 0));
        var mixed = 0;

        Parallel.Invoke(
            () =>
            {
                for (var i = 1; i < 2000; i++)
                {
                    var n = i;
                    graph.Mutate(m => Both(m, n));
                }
            },
            () =>
            {
                for (var i = 0; i < 500; i++)
                {
                    var snapshot = graph.Snapshot();
                    if (snapshot.Read(a).Value != snapshot.Read(b).Value)
                        mixed++;
                }
            });

        Assert.Equal(0, mixed);

        void Both(GraphMutation m, double value)
        {
            m.On(a.Twin).Set(a, value);
            m.On(b.Twin).Set(b, value);
        }
    }
}
