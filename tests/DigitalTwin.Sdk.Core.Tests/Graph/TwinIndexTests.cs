using FsCheck;
using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Tests.Graph;

public sealed class TwinIndexTests
{
    [Property(MaxTest = 200)]
    public void Index_finds_what_was_added_and_not_removed(NonNull<string>[] ids, bool[] removals)
    {
        var graph = new TwinGraph(new TwinGraphOptions { Lanes = 3 });
        var expected = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ids.Length; i++)
        {
            var id = "t" + ids[i].Get;
            if (expected.Add(id))
                graph.Add(id);
            if (i < removals.Length && removals[i])
            {
                graph.Remove(graph[id]);
                expected.Remove(id);
            }
        }

        Assert.Equal(expected.Count, graph.Count);
        Assert.Equal(expected.Order(), graph.Twins.Select(t => t.Id).Order());
        Assert.All(expected, id => Assert.Equal(id, graph[id].Id));
        Assert.All(ids.Where(i => !expected.Contains("t" + i.Get)), i => Assert.False(graph.TryGet("t" + i.Get, out _)));
    }

    [Fact]
    public void A_twin_added_again_after_removal_is_a_new_one()
    {
        var graph = new TwinGraph();
        for (var round = 0; round < 1000; round++)
        {
            var twin = graph.Add("pump");
            var flow = twin.AddProperty("flow", Units.CubicMetrePerHour);
            graph.Report("pump", "flow", new Sample<double>(round, round + 1L, round + 1L, Quality.Good));

            Assert.Equal(round, flow.Read().Value);
            graph.Remove(twin);
            Assert.Throws<TwinException>(() => graph.Report("pump", "flow", new Sample<double>(0, 1L, 1L, Quality.Good)));
        }

        Assert.Equal(0, graph.Count);
    }

    [Fact]
    public async Task Readers_find_every_twin_while_others_are_added()
    {
        const int count = 20_000;
        var graph = new TwinGraph();
        var added = 0;
        var reader = Task.Run(() =>
        {
            while (Volatile.Read(ref added) < count)
            {
                var last = Volatile.Read(ref added) - 1;
                for (var i = Math.Max(0, last - 50); i <= last; i++)
                    Assert.Equal($"twin-{i}", graph[$"twin-{i}"].Id);
            }
        });
        for (var i = 0; i < count; i++)
        {
            graph.Add($"twin-{i}");
            Volatile.Write(ref added, i + 1);
        }

        await reader;
        Assert.Equal(count, graph.Twins.Count());
    }
}
