using DigitalTwin.Sdk.Connectors.Tests.Storing;
using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Connectors.Tests.Journaling;

/// <summary>What a journaled connector acknowledged is not lost, and not applied twice.</summary>
public sealed class JournalTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();
    private readonly TwinGraph _graph = new();
    private readonly Property<double> _flow;
    private readonly Property<string> _text;

    public JournalTests()
    {
        var pump = _graph.Add("pump-101");
        _flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        _text = pump.AddProperty<string>("text");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sample_is_acknowledged_once_it_is_on_disk_and_reaches_the_twin_as_it_was()
    {
        var twin = new TwinSide { IsApplying = false };
        var (connector, host) = await StartAsync(twin);
        var receipt = new Receipt();
        await host.PostAsync(_flow, Sample.Good(250.0, Noon), receipt, default);
        await host.PostAsync(_text, Sample.Good("läuft", Noon), null, default);

        Assert.True(await receipt.Told);
        Assert.Equal([("pump-101/flow", 250.0, Noon.UtcTicks, Quality.Good), ("pump-101/text", (object)"läuft", Noon.UtcTicks, Quality.Good)], twin.Samples);
        Assert.True(connector.Counters.Written == 2 && connector.Counters.Store.Pending == 2);
        await connector.DisposeAsync();
        using var store = RecordStore.Open(_folder.Options());
        Assert.Equal(["pump-101/flow", "pump-101/text"], RecordStoreTests.All(store).Select(r => SampleCode.TryPath(r.Payload, out var path) ? System.Text.Encoding.UTF8.GetString(path) : ""));
    }

    [Fact]
    public async Task Acknowledging_what_is_applied_waits_for_the_twin()
    {
        var twin = new TwinSide { IsApplying = false };
        var (connector, host) = await StartAsync(twin, acknowledgesDurable: false);
        var receipt = new Receipt();
        await host.PostAsync(_flow, Sample.Good(250.0, Noon), receipt, default);
        await DurableAsync(connector, 1);
        Assert.False(receipt.IsTold);
        twin.ApplyOne();
        Assert.True(await receipt.Told);
        await connector.DisposeAsync();
    }

    [Fact]
    public async Task What_comes_again_is_acknowledged_and_not_applied_twice_also_after_a_restart()
    {
        var twin = new TwinSide();
        var (connector, host) = await StartAsync(twin);
        var (first, again, after) = (new Receipt(), new Receipt(), new Receipt());
        await host.PostAsync(_flow, Sample.Good(250.0, Noon), first, default);
        await host.PostAsync(_flow, Sample.Good(250.0, Noon), again, default);
        Assert.True(await first.Told && await again.Told);
        Assert.Single(twin.Samples);
        await connector.DisposeAsync();

        var (next, nextHost) = await StartAsync(twin);
        await nextHost.PostAsync(_flow, new Sample<double>(250.0, Noon, Noon.AddMinutes(5), Quality.Uncertain | Quality.CommLoss), after, default);
        await nextHost.PostAsync(_flow, Sample.Good(250.0, Noon.AddSeconds(1)), null, default);
        await nextHost.PostAsync(_flow, Sample.Good(251.0, Noon), null, default);
        Assert.True(await after.Told);
        Assert.Equal([250.0, 250.0, 251.0], twin.Samples.Select(s => s.Value));
        Assert.Equal((2, 1, 0), (next.Counters.Written, next.Counters.Duplicates, next.Counters.Replayed));
        await next.DisposeAsync();
    }

    [Fact]
    public async Task What_had_not_reached_the_twin_is_handed_on_first_at_the_next_start_with_its_own_time_and_marked()
    {
        var twin = new TwinSide { IsApplying = false };
        var (connector, host) = await StartAsync(twin);
        for (var i = 0; i < 5; i++)
            await host.PostAsync(_flow, Sample.Good(250.0 + i, Noon.AddSeconds(i)), null, default);
        twin.ApplyOne();
        twin.ApplyOne();
        await DurableAsync(connector, 5);
        await connector.DisposeAsync();

        var next = new TwinSide();
        var (again, _) = await StartAsync(next);
        Assert.Equal(
            Enumerable.Range(2, 3).Select(i => ("pump-101/flow", (object?)(250.0 + i), Noon.AddSeconds(i).UtcTicks, Quality.Good | Quality.Replayed)),
            next.Samples);
        Assert.Equal(3, again.Counters.Replayed);
        await again.DisposeAsync();

        var last = new TwinSide();
        await (await StartAsync(last)).Connector.DisposeAsync();
        Assert.Empty(last.Samples);
    }

    [Fact]
    public async Task A_property_that_is_no_longer_known_is_passed_over_and_counted()
    {
        var twin = new TwinSide { IsApplying = false };
        var (connector, host) = await StartAsync(twin);
        await host.PostAsync(_text, Sample.Good("x", Noon), null, default);
        await host.PostAsync(_flow, Sample.Good(1.0, Noon), null, default);
        await connector.DisposeAsync();

        var next = new TwinSide();
        var manual = new ManualConnector(_flow.ToProperty());
        var again = Connector.WithJournal(manual, _folder.Options());
        await again.StartAsync(next, default);
        await manual.Host;
        Assert.Equal((1, 1), (again.Counters.Replayed, again.Counters.Orphaned));
        await again.DisposeAsync();
        Assert.True(manual.IsDisposed);
    }

    [Fact]
    public async Task A_journal_that_is_full_does_not_stop_the_twin_and_does_not_acknowledge()
    {
        var twin = new TwinSide { IsApplying = false };
        var manual = new ManualConnector(_flow.ToProperty());
        var connector = Connector.WithJournal(manual, _folder.Options(StoreDropPolicy.DropNewest, most: 8 << 10));
        await connector.StartAsync(twin, default);
        var host = await manual.Host;
        var receipts = Enumerable.Range(0, 200).Select(_ => new Receipt()).ToList();
        for (var i = 0; i < receipts.Count; i++)
            await host.PostAsync(_flow, Sample.Good((double)i, Noon.AddSeconds(i)), receipts[i], default);
        var persisted = await Task.WhenAll(receipts.Select(r => r.Told));
        Assert.Equal(200, twin.Samples.Count);
        Assert.Equal(connector.Counters.Written, persisted.Count(p => p));
        Assert.Equal(connector.Counters.NotWritten, persisted.Count(p => !p));
        Assert.True(connector.Counters.NotWritten > 50);

        // What was refused is no duplicate when it comes again.
        twin.IsApplying = true;
        await host.PostAsync(_flow, Sample.Good(199.0, Noon.AddSeconds(199)), null, default);
        Assert.Equal(201, twin.Samples.Count);
        await connector.DisposeAsync();
    }

    [Fact]
    public async Task Applied_samples_stay_in_the_journal_up_to_its_bounds()
    {
        var twin = new TwinSide();
        var (connector, host) = await StartAsync(twin);
        for (var i = 0; i < 300; i++)
            await host.PostAsync(_flow, Sample.Good((double)i, Noon.AddSeconds(i)), null, default);
        await DurableAsync(connector, 300);
        await connector.DisposeAsync();
        using var store = RecordStore.Open(_folder.Options(keep: int.MaxValue));
        Assert.Equal(300, RecordStoreTests.All(store).Count);
        Assert.Equal(0, store.Counters.Pending);
    }

    [Fact]
    public async Task A_journal_is_played_as_it_came_as_often_as_wanted()
    {
        var (connector, host) = await StartAsync(new TwinSide());
        await host.PostAsync(_flow, new Sample<double>(1, Noon, Noon.AddSeconds(1), Quality.Good), null, default);
        await host.PostAsync(_text, Sample.Good("x", Noon), null, default);
        await host.PostAsync(_flow, new Sample<double>(2, Noon.AddSeconds(10), Noon.AddSeconds(11), Quality.Uncertain | Quality.Stale), null, default);
        await connector.DisposeAsync();

        for (var time = 0; time < 2; time++)
        {
            var twin = new TwinSide();
            await using var replay = Connector.ReplayJournal("again", _folder.Path, journal => journal.Read(_flow).Speed(double.PositiveInfinity));
            await replay.StartAsync(twin, default);
            await replay.Ended.WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal(
                [("pump-101/flow", 1.0, Noon.UtcTicks, Quality.Good | Quality.Replayed), ("pump-101/flow", (object)2.0, Noon.AddSeconds(10).UtcTicks, Quality.Uncertain | Quality.Stale | Quality.Replayed)],
                twin.Samples);
        }

        var shifted = new TwinSide();
        await using var moved = Connector.ReplayJournal("again", _folder.Path, journal => journal.Read(_flow).Speed(1_000).ShiftToNow());
        await moved.StartAsync(shifted, default);
        await moved.Ended.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.FromSeconds(10).Ticks, shifted.Samples.Last().Ticks - shifted.Samples.First().Ticks);
        Assert.Throws<ArgumentException>(() => Connector.ReplayJournal("again", _folder.Path, _ => { }));
        Assert.Throws<DirectoryNotFoundException>(() => Connector.ReplayJournal("again", "no-such-folder", journal => journal.Read(_flow)));
    }

    [Fact]
    public async Task Types_that_cannot_be_kept_are_refused_at_the_start()
    {
        var odd = _graph["pump-101"].AddProperty<TimeSpan>("odd");
        var connector = Connector.WithJournal(new ManualConnector(odd.ToProperty()), _folder.Options());
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => connector.StartAsync(new TwinSide(), default));
        Assert.Contains("'pump-101/odd' (here) has values of type TimeSpan", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Connector.WithJournal(new ManualConnector(), new StoreOptions()));
    }

    [Fact]
    public async Task Two_connectors_cannot_share_a_folder()
    {
        var (connector, _) = await StartAsync(new TwinSide());
        await Assert.ThrowsAsync<IOException>(() => StartAsync(new TwinSide()));
        await connector.DisposeAsync();
    }

    [Fact]
    public async Task A_sample_costs_no_allocation()
    {
        var twin = new TwinSide { IsSilent = true };
        var manual = new ManualConnector(_flow.ToProperty());
        var connector = Connector.WithJournal(manual, new StoreOptions { Folder = _folder.Path });
        await connector.StartAsync(twin, default);
        var host = await manual.Host;
        var time = Noon;

        // What is free again is used again: as many as will be under way at most have been so before.
        Post(4_000);
        await DurableAsync(connector, 4_000);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (; connector.Counters.Store.Pending > 0; limit.Token.ThrowIfCancellationRequested())
            await Task.Yield();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Post(2_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200);

        void Post(int count)
        {
            for (var i = 0; i < count; i++)
            {
                time = time.AddSeconds(1);
                _ = host.PostAsync(_flow, Sample.Good(1.0, time), null, default).AsTask();
            }
        }

        await connector.DisposeAsync();
    }

    [Property(MaxTest = 500)]
    public bool Every_value_comes_back_as_it_was(double number, float small, long whole, int integer, short two, byte one, bool flag, string? text, uint ticks, uint quality) =>
        Same(number, ticks, quality) && Same(small, ticks, quality) && Same(whole, ticks, quality) && Same(integer, ticks, quality) && Same(two, ticks, quality)
        && Same(one, ticks, quality) && Same(flag, ticks, quality) && Same(new string([.. (text ?? "").Where(c => !char.IsSurrogate(c))]), ticks, quality) && Same(DateTimeOffset.UnixEpoch.AddTicks(ticks), ticks, quality);

    [Property(MaxTest = 300)]
    public bool The_last_keys_are_known_and_older_ones_forgotten(byte[] keys)
    {
        var recent = new RecentKeys(8);
        var model = new List<ulong>();
        foreach (var key in keys.Select(k => (ulong)(k % 24)))
        {
            var isNew = !model.TakeLast(8).Contains(Math.Max(key, 1));
            if (recent.Add(key) != isNew)
                return false;
            if (isNew)
                model.Add(Math.Max(key, 1));
        }

        return true;
    }

    private static bool Same<T>(T value, uint ticks, uint quality)
    {
        var sample = new Sample<T>(value, ticks, ticks + 5L, (Quality)quality);
        var code = new byte[4_000];
        var length = SampleCode.Write(code, "p/q"u8, sample);
        return length > 0
            && SampleCode.TryRead<T>(code.AsSpan(0, length), out var read)
            && EqualityComparer<T>.Default.Equals(read.Value, value) && read.Ticks == ticks && read.ArrivalTicks == ticks + 5L && read.Quality == (Quality)quality
            && !SampleCode.TryRead<Guid>(code.AsSpan(0, length), out _)
            && !SampleCode.TryRead<T>(code.AsSpan(0, Math.Min(length - 1, 20)), out _);
    }

    private async Task<(JournaledConnector Connector, IConnectorHost Host)> StartAsync(TwinSide twin, bool acknowledgesDurable = true)
    {
        var manual = new ManualConnector(_flow.ToProperty(), _text.ToProperty());
        var connector = new JournaledConnector(manual, _folder.Options(), acknowledgesDurable);
        await connector.StartAsync(twin, default);
        return (connector, await manual.Host);
    }

    private static async Task DurableAsync(JournaledConnector connector, long written)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (connector.Counters.Written < written)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
