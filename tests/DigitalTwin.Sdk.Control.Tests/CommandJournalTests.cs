using System.Text;
using System.Text.Json;

namespace DigitalTwin.Sdk.Control.Tests;

public class CommandJournalTests
{
    [Fact]
    public async Task Is_bounded_and_counts_what_it_dropped()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).KeepRecords(4));
        await rig.RunAsync(10, wish: 1300);

        Assert.Equal(4, rig.WriteBack.Journal.Records.Count);
        Assert.True(rig.WriteBack.Journal.Dropped > 0);
        Assert.Equal(CommandEvent.Verified, rig.WriteBack.Journal.Records[^1].Event);
    }

    [Fact]
    public async Task Is_written_as_one_line_of_JSON_a_record()
    {
        await using var rig = await Rig.StartAsync();
        await rig.RunAsync(2, wish: Rig.AskNaN);
        await rig.RunAsync(3, wish: 1440);
        using var stream = new MemoryStream();
        await rig.WriteBack.Journal.WriteJsonLinesAsync(stream);
        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(rig.WriteBack.Journal.Records.Count, lines.Length);
        using var first = JsonDocument.Parse(lines[0]);
        Assert.Equal("NaN", first.RootElement.GetProperty("requested").GetString());
        Assert.Equal("Refused", first.RootElement.GetProperty("event").GetString());
        Assert.Equal(2, first.RootElement.GetProperty("count").GetInt64());
        Assert.Equal("pump-101/speed", first.RootElement.GetProperty("setpoint").GetString());
    }

    [Fact]
    public async Task Records_are_observable_and_in_the_change_feed_and_a_throwing_observer_harms_nobody()
    {
        var seen = new List<CommandEvent>();
        var done = new TaskCompletionSource();
        var rig = await Rig.StartAsync();
        using var bad = rig.WriteBack.Records.Subscribe(new Observer(_ => throw new InvalidOperationException(), () => { }));
        using var good = rig.WriteBack.Records.Subscribe(new Observer(r => seen.Add(r.Event), () => done.TrySetResult()));
        await rig.RunAsync(4, wish: 1440);
        await rig.DisposeAsync();
        await done.Task;

        Assert.Equal([CommandEvent.Accepted, CommandEvent.Sent, CommandEvent.Acknowledged, CommandEvent.Verified], seen);
    }

    [Fact]
    public async Task Ids_are_the_same_in_every_run()
    {
        Assert.Equal(await RunAsync(), await RunAsync());

        static async Task<Guid[]> RunAsync()
        {
            await using var rig = await Rig.StartAsync();
            await rig.RunAsync(5, wish: 1300);
            await rig.RunAsync(5, wish: 5000);
            return [.. rig.WriteBack.Journal.Records.Select(r => r.CommandId)];
        }
    }

    [Fact]
    public async Task A_repeated_request_allocates_nothing()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Otherwise(Fallback.GoTo(1300)));
        await rig.RunAsync(4, wish: 1440);
        var bytes = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var loop = rig.WriteBack.Loop;
        loop.Post(() =>
        {
            var sample = Sample.Good(1440.0, rig.Now);
            bytes.SetResult(Enumerable.Range(0, 5).Select(_ => Ask(loop, sample)).ToArray().Min());
        });

        Assert.Equal(0, await bytes.Task);

        // The least of several rounds: what the runtime itself sets up once is not ours.
        static long Ask(WriteLoop loop, Sample<double> sample)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
                loop.OnRequest(sample);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void A_slow_or_throwing_subscriber_loses_records_and_is_counted()
    {
        var broadcast = new RecordBroadcast();
        using var gate = new ManualResetEventSlim();
        using var first = new ManualResetEventSlim();
        using var completed = new ManualResetEventSlim();
        using var slow = broadcast.Subscribe(new Observer(
            _ =>
            {
                first.Set();
                gate.Wait();
                throw new InvalidOperationException();
            },
            completed.Set));
        broadcast.Publish(Record(0));
        first.Wait();
        for (var i = 1; i <= 1030; i++)
            broadcast.Publish(Record(i));

        Assert.Equal(6, broadcast.Dropped);
        Assert.Equal(0, broadcast.Failed);
        gate.Set();
        broadcast.Complete();
        completed.Wait();
        Assert.Equal(1025, broadcast.Failed);
    }

    [Fact]
    public void Nothing_is_delivered_after_disposal()
    {
        var broadcast = new RecordBroadcast();
        using var gate = new ManualResetEventSlim();
        using var first = new ManualResetEventSlim();
        var calls = 0;
        var completed = 0;
        var slow = broadcast.Subscribe(new Observer(
            _ =>
            {
                Interlocked.Increment(ref calls);
                first.Set();
                gate.Wait();
            },
            () => Interlocked.Increment(ref completed)));
        broadcast.Publish(Record(0));
        broadcast.Publish(Record(1));
        first.Wait();
        slow.Dispose();
        gate.Set();
        using var after = new ManualResetEventSlim();
        using var other = broadcast.Subscribe(new Observer(_ => { }, after.Set));
        broadcast.Complete();
        after.Wait();

        Assert.Equal((1, 0), (calls, completed));
    }

    private static CommandRecord Record(long sequence) =>
        new(sequence, Guid.Empty, Rig.Start, "p/speed", CommandEvent.Sent, CommandKind.Automatic, 0, 0, "", "", "", 1, Rig.Start, "");

    private sealed class Observer(Action<CommandRecord> next, Action completed) : IObserver<CommandRecord>
    {
        public void OnCompleted() => completed();

        public void OnError(Exception error) => throw error;

        public void OnNext(CommandRecord value) => next(value);
    }
}
