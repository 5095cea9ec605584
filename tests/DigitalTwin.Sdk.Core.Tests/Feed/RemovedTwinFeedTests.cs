using System.Collections.Concurrent;

namespace DigitalTwin.Sdk.Tests.Feed;

/// <summary>The feed when twins are removed, or a subscriber holds up a writer, while reports of many are under way.</summary>
public sealed class RemovedTwinFeedTests
{
    [Fact]
    public async Task A_change_that_waits_when_its_twin_is_removed_reaches_filtered_subscribers_once()
    {
        var graph = Times.Graph(lanes: 1);
        var level = graph.Add("t").AddProperty("level", Units.Metre);
        var seen = new ConcurrentQueue<long>();
        await using var filtered = graph.Changes.Subscribe(c => seen.Enqueue(c.Revision), new ChangeFeedOptions { Kinds = TwinChangeKind.Updated, Path = "level" });
        var lane = level.Lane;
        var entry = lane.Gate.Enter();
        lane.Feed.Stage(lane, level.Definition, level.Row, 7, 0, Quality.NoData, new Cell { Quality = Quality.Good }, ChangeOrigin.User);
        lane.RemoveRow(level.Row);
        lane.Gate.Exit(entry);

        lane.FlushFeed();
        var other = graph.Add("u").AddProperty("level", Units.Metre);
        other.Report(1.0);

        await Times.Until(() => seen.Count >= 2);
        Assert.Equal([7L, other.Twin.Revision], seen);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Twins_removed_while_reports_of_many_run_leave_every_subscriber_without_a_gap(int lanes)
    {
        const int count = 400;
        var graph = Times.Graph(lanes);
        var options = new ChangeFeedOptions { Kinds = TwinChangeKind.Updated, Overflow = OverflowPolicy.Wait, WaitLimit = TimeSpan.FromMinutes(1), Capacity = 256 };
        var live = new ConcurrentDictionary<string, Property<double>>();
        for (var i = 0; i < count; i++)
            live[$"t{i}"] = graph.Add($"t{i}").AddProperty("level", Units.Metre);
        var (all, some) = (new ConcurrentQueue<(string Twin, long Revision)>(), new ConcurrentQueue<(string Twin, long Revision)>());
        await using var everything = graph.Changes.Subscribe(c => all.Enqueue((c.Twin.Id, c.Revision)), options);
        options.Path = "level";
        await using var filtered = graph.Changes.Subscribe(c => some.Enqueue((c.Twin.Id, c.Revision)), options);
        var (applied, isRemoving) = (0L, true);

        var removing = Task.Run(() =>
        {
            for (var i = 0; i < count - 4; i++)
            {
                graph.Remove(graph[$"t{i}"]);
                Thread.SpinWait(2000);
            }

            Volatile.Write(ref isRemoving, false);
        });
        var reporting = Task.Run(() =>
        {
            for (var ticks = 1L; Volatile.Read(ref isRemoving); ticks++)
            {
                var now = ticks;
                var targets = live.Values.ToArray();
                try
                {
                    applied += graph.Report<double>(targets, [.. targets.Select(_ => new Sample<double>(now, now, now, Quality.Good))], ChangeOrigin.Sensor);
                }
                catch (TwinException e)
                {
                    // The removed twin that was met; any other exception, or this one twice, is the defect.
                    Assert.True(live.TryRemove(e.TwinId!, out _), e.Message);
                }
            }
        });
        await Task.WhenAll(removing, reporting);
        await Times.Until(() => everything.Waiting == 0 && filtered.Waiting == 0 && all.Count == some.Count);

        Assert.Equal(0, everything.Dropped + filtered.Dropped);
        foreach (var twin in all.Concat(some.Select(c => (Twin: c.Twin + " filtered", c.Revision))).GroupBy(c => c.Twin))
            Assert.Equal(Enumerable.Range(0, twin.Count()).Select(i => twin.First().Revision + i), twin.Select(c => c.Revision));
        Assert.Equal(all.ToLookup(c => c.Twin).Count, some.ToLookup(c => c.Twin).Count);
    }

    [Fact]
    public async Task Changes_of_other_lanes_do_not_wait_with_a_writer_that_waits_for_a_full_subscriber()
    {
        var graph = Times.Graph(lanes: 2);
        var twins = Enumerable.Range(0, 20).Select(i => graph.Add($"t{i}").AddProperty("level", Units.Metre)).ToLookup(p => p.Lane.Index);
        var (free, full) = (twins[0].First(), twins[1].First());
        using var release = new ManualResetEventSlim();
        var seen = 0L;
        await using var stuck = graph.Changes.Subscribe(
            _ => release.Wait(),
            new ChangeFeedOptions { Kinds = TwinChangeKind.Updated, Twin = full.Twin, Capacity = 2, Overflow = OverflowPolicy.Wait, WaitLimit = TimeSpan.FromMinutes(1) });
        await using var others = graph.Changes.Subscribe(
            c => Interlocked.Add(ref seen, c.Twin == free.Twin ? 1 : 0), new ChangeFeedOptions { Kinds = TwinChangeKind.Updated, Path = "level" });

        // Enough for the writer's favour, so that what it reports is gathered.
        var writing = Task.Run(() =>
        {
            for (var ticks = 1L; ticks <= 200; ticks++)
                free.Report(new Sample<double>(ticks, ticks, ticks, Quality.Good));
            Property<double>[] properties = [free, .. Enumerable.Repeat(full, 10)];
            graph.Report<double>(properties, [.. properties.Select((_, i) => new Sample<double>(1000 + i, 1000 + i, 1000 + i, Quality.Good))]);
        });

        try
        {
            await Times.Until(() => Interlocked.Read(ref seen) == 201);
            Assert.False(writing.IsCompleted);
        }
        finally
        {
            release.Set();
        }

        await writing;
    }
}
