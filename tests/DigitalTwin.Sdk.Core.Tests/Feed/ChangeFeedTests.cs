using System.Collections.Concurrent;

namespace DigitalTwin.Sdk.Tests.Feed;

public sealed class ChangeFeedTests
{
    private readonly TwinGraph _graph = Times.Graph(lanes: 2);

    [Fact]
    public async Task A_subscriber_gets_a_snapshot_and_then_every_change_after_it_without_gap_or_repetition()
    {
        const int Twins = 40;
        var levels = Enumerable.Range(0, Twins).Select(i => _graph.Add($"t{i}").AddProperty("level", Units.Metre)).ToArray();
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            for (var n = 1; !stop.IsCancellationRequested || n < 200; n++)
            {
                foreach (var level in levels)
                    level.Report(Sample.Good((double)n, Times.At(n)));
            }
        });
        var seen = new Dictionary<string, (long Revision, double Value)>();
        var errors = new ConcurrentQueue<string>();
        var count = 0;

        await using var subscription = _graph.Changes.Subscribe(
            change =>
            {
                var (id, revision) = (change.Twin.Id, change.Revision);
                if (change.Snapshot is { } snapshot)
                {
                    if (!seen.TryAdd(id, (revision, snapshot.ReadNumber("level").Value)))
                        errors.Enqueue($"{id}: second snapshot");
                }
                else
                {
                    if (!seen.TryGetValue(id, out var last))
                        errors.Enqueue($"{id}: change {revision} before the snapshot");
                    else if (revision != last.Revision + 1 || change[0].OldNumber != last.Value && !double.IsNaN(last.Value) && last.Revision > 1)
                        errors.Enqueue($"{id}: {last} then {change}");
                    seen[id] = (revision, change[0].Number);
                }

                Volatile.Write(ref count, count + 1);
            },
            new ChangeFeedOptions { Overflow = OverflowPolicy.Wait, WaitLimit = TimeSpan.FromMinutes(1), Capacity = 64 });
        await Times.Until(() => Volatile.Read(ref count) > 20_000);
        await stop.CancelAsync();
        await writer;
        await Times.Until(() => subscription.Waiting == 0);

        Assert.Empty(errors);
        Assert.Equal(0, subscription.Dropped);
        Assert.Equal(Twins, seen.Count);
    }

    [Fact]
    public async Task A_twin_half_added_while_somebody_subscribes_is_told_of_by_its_creation()
    {
        for (var i = 0; i < 600; i++)
            _graph.Add($"t{i}");
        var (first, second) = (_graph.Lanes[0], _graph.Lanes[1]);
        using var release = new Barriers();
        var holding = Task.Run(() => Lane.Locked([second], () => release.Hold(0)));
        await Times.Until(() => release.IsHeld(0));
        var seen = new ConcurrentQueue<TwinChange>();
        var subscribing = Task.Run(() => _graph.Changes.Subscribe(c =>
        {
            seen.Enqueue(c);
            if (seen.Count == 300)
                release.Hold(1);
        }));
        await Times.Until(() => first.Feed.HasSubscribers);

        var adding = Task.Run(() => Lane.Publishing([first], () =>
        {
            var (row, cell) = first.AddRow(0);
            release.Hold(2);
            var twin = new Twin(_graph, first, row, "late", null, cell);
            first.SetTwin(row, twin);
            first.Feed.Publish(new TwinChange(twin, TwinChangeKind.Created, 1, 0, ChangeOrigin.User, null), row);
            return 0;
        }));
        await Times.Until(() => release.IsHeld(2));
        release.Let(0);
        await using var subscription = await subscribing;
        await Times.Until(() => release.IsHeld(1));
        release.Let(2);
        await adding;
        release.Let(1);
        await holding;
        await subscription.DrainAsync(default);

        Assert.Equal(601, seen.Count);
        Assert.Equal(TwinChangeKind.Created, Assert.Single(seen, c => c.Twin.Id == "late").Kind);
    }

    [Fact]
    public async Task A_mutation_of_several_properties_is_one_event_with_all_of_them_and_its_cause()
    {
        var pump = _graph.Add("pump");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var speed = pump.AddSetpoint("speed", Units.RevolutionPerMinute);
        var ratio = pump.AddDerived("ratio", Units.One, [flow, speed], v => v[0] / v[1]);
        var changes = new ConcurrentQueue<TwinChange>();
        await using var subscription = _graph.Changes.Subscribe(changes.Enqueue, new ChangeFeedOptions { Twin = pump, Kinds = TwinChangeKind.Updated | TwinChangeKind.Desired });

        pump.Mutate(m => m.Set(flow, 100.0).Set(speed, 1450.0).Desire(speed, 1200, "me"), new ChangeOrigin(ChangeCause.User, "operator", "abc"));
        await Times.Until(() => !changes.IsEmpty);

        var change = Assert.Single(changes);
        Assert.Equal(3, change.Count);
        Assert.Equal(["flow", "speed", "ratio"], Enumerable.Range(0, 3).Select(i => change[i].Definition.Name));
        Assert.Equal(100.0 / 1450, change[2].Number, 12);
        Assert.Equal(1200, Assert.Single(change.Desired).After!.Value);
        Assert.Equal("operator", change.Origin.Source);
        Assert.Equal(TwinChangeKind.Updated | TwinChangeKind.Desired, change.Kind);
        Assert.Equal(ratio.Read().Value, change[2].Get<double>().Value);
    }

    [Fact]
    public async Task Filters_let_pass_only_what_was_asked_for()
    {
        var pumpModel = new TwinModel("Pump", m => m.Property("flow", Units.Metre).Property("head", Units.Metre));
        var big = new TwinModel("BigPump", m => m.Extend(pumpModel));
        var pump = _graph.Add("pump", big);
        var other = _graph.Add("other");
        var level = other.AddProperty("level", Units.Metre);
        var ofModel = new ConcurrentQueue<TwinChange>();
        var ofPath = new ConcurrentQueue<TwinChange>();
        await using var first = _graph.Changes.Subscribe(ofModel.Enqueue, new ChangeFeedOptions { Model = "Pump", Kinds = TwinChangeKind.Updated });
        await using var second = _graph.Changes.Subscribe(ofPath.Enqueue, new ChangeFeedOptions { Path = "head", Kinds = TwinChangeKind.Updated });

        level.Report(1.0);
        pump.Property<double>("flow").Report(1.0);
        pump.Property<double>("head").Report(2.0);
        await Times.Until(() => ofModel.Count == 2 && ofPath.Count == 1);

        Assert.All(ofModel, c => Assert.Equal("pump", c.Twin.Id));
        Assert.Equal("head", ofPath.Single()[0].Definition.Name);
    }

    [Fact]
    public async Task A_throwing_subscriber_loses_one_change_and_harms_nobody_else()
    {
        var level = _graph.Add("t").AddProperty("level", Units.Metre);
        var good = new ConcurrentQueue<double>();
        await using var throwing = _graph.Changes.Subscribe(_ => throw new InvalidOperationException("boom"), new ChangeFeedOptions { Kinds = TwinChangeKind.Updated });
        await using var healthy = _graph.Changes.Subscribe(c => good.Enqueue(c[0].Number), new ChangeFeedOptions { Kinds = TwinChangeKind.Updated });

        for (var i = 1; i <= 5; i++)
            level.Report(Sample.Good((double)i, Times.At(i)));
        await Times.Until(() => good.Count == 5 && throwing.ObserverFailures == 5);

        Assert.Equal([1, 2, 3, 4, 5], good);
        Assert.False(throwing.Completion.IsCompleted);
    }

    [Theory]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.DropNewest)]
    public async Task A_slow_subscriber_does_not_slow_the_writer_and_its_losses_are_counted(OverflowPolicy policy)
    {
        var level = _graph.Add("t").AddProperty("level", Units.Metre);
        using var gate = new SemaphoreSlim(0);
        var seen = new ConcurrentQueue<double>();
        await using var slow = _graph.Changes.Subscribe(
            c =>
            {
                seen.Enqueue(c[0].Number);
                if (seen.Count == 1)
                    Assert.True(gate.Wait(TimeSpan.FromMinutes(1)));
            },
            new ChangeFeedOptions { Kinds = TwinChangeKind.Updated, Capacity = 8, Overflow = policy });
        level.Report(Sample.Good(0.5, Times.At(0.5)));
        await Times.Until(() => !seen.IsEmpty);

        for (var i = 1; i <= 100; i++)
            level.Report(Sample.Good((double)i, Times.At(i)));
        gate.Release();
        await Times.Until(() => slow.Delivered + slow.Dropped == 101);

        Assert.Equal(92, slow.Dropped);
        Assert.Equal(policy == OverflowPolicy.DropOldest ? 100.0 : 8.0, seen.Last());
    }

    [Fact]
    public async Task A_subscriber_may_ask_to_be_cut_off_when_it_falls_behind()
    {
        var level = _graph.Add("t").AddProperty("level", Units.Metre);
        using var gate = new SemaphoreSlim(0);
        var subscription = _graph.Changes.Subscribe(
            _ => gate.Wait(TimeSpan.FromMinutes(1)),
            new ChangeFeedOptions { Kinds = TwinChangeKind.Updated, Capacity = 4, Overflow = OverflowPolicy.Disconnect });

        for (var i = 1; i <= 20; i++)
            level.Report(Sample.Good((double)i, Times.At(i)));
        gate.Release(20);

        await Assert.ThrowsAsync<InvalidOperationException>(() => subscription.Completion.WaitAsync(TimeSpan.FromMinutes(1)));
        level.Report(Sample.Good(99.0, Times.At(99)));
    }

    [Fact]
    public async Task Twins_and_relationships_that_come_and_go_are_told()
    {
        var kinds = new ConcurrentQueue<TwinChangeKind>();
        await using var subscription = _graph.Changes.Subscribe(c => kinds.Enqueue(c.Kind), new ChangeFeedOptions { Kinds = TwinChangeKind.All & ~TwinChangeKind.Snapshot });

        var a = _graph.Add("a");
        var b = _graph.Add("b");
        a.RelateTo(b, "feeds");
        a.Emit("beat", Sample.Good(1, Times.At(0)));
        _graph.Remove(b, DeleteRule.RemoveRelationships);
        await Times.Until(() => kinds.Count == 6);

        Assert.Equal(
            [TwinChangeKind.Created, TwinChangeKind.Created, TwinChangeKind.Deleted, TwinChangeKind.RelationshipCreated, TwinChangeKind.RelationshipDeleted, TwinChangeKind.Telemetry],
            kinds.OrderBy(k => k.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public async Task Writing_with_a_subscriber_allocates_nothing_per_write()
    {
        var level = _graph.Add("t").AddProperty("level", Units.Metre);
        var count = 0;
        await using var subscription = _graph.Changes.Subscribe(
            _ => Volatile.Write(ref count, count + 1),
            new ChangeFeedOptions { Kinds = TwinChangeKind.Updated, Overflow = OverflowPolicy.Wait, WaitLimit = TimeSpan.FromMinutes(1), Capacity = 256 });
        var written = 0;
        Write(5_000);

        Assert.Equal(0, Allocations.Of(() => Write(50_000)));
        await Times.Until(() => Volatile.Read(ref count) == written);

        void Write(int writes)
        {
            for (var until = written + writes; written < until;)
                level.Report(new Sample<double>(++written, written, written, Quality.Good), ChangeOrigin.Sensor);
        }
    }

    /// <summary>Places at which a thread waits until it is let go.</summary>
    private sealed class Barriers : IDisposable
    {
        private readonly int[] _states = new int[3];

        public int Hold(int place)
        {
            Volatile.Write(ref _states[place], 1);
            SpinWait.SpinUntil(() => Volatile.Read(ref _states[place]) == 2, TimeSpan.FromMinutes(1));
            return place;
        }

        public bool IsHeld(int place) => Volatile.Read(ref _states[place]) == 1;

        public void Let(int place) => Volatile.Write(ref _states[place], 2);

        public void Dispose()
        {
            for (var i = 0; i < _states.Length; i++)
                Let(i);
        }
    }
}
