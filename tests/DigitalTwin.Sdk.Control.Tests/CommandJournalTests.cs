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
            for (var i = 0; i < 100; i++)
                loop.OnRequest(sample);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
                loop.OnRequest(sample);
            bytes.SetResult(GC.GetAllocatedBytesForCurrentThread() - before);
        });

        Assert.Equal(0, await bytes.Task);
    }

    private sealed class Observer(Action<CommandRecord> next, Action completed) : IObserver<CommandRecord>
    {
        public void OnCompleted() => completed();

        public void OnError(Exception error) => throw error;

        public void OnNext(CommandRecord value) => next(value);
    }
}
