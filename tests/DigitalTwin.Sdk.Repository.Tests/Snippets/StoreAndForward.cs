using System.Text;
using DigitalTwin.Sdk.Connectors;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public sealed class StoreAndForward : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snippets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_journal_stands_between_broker_and_twin()
    {
        var graph = new TwinGraph();
        var flow = graph.Add("pump-101").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(graph);
        var folder = Path.Combine(_folder, "mqtt");

        // snippet: journal
        builder.AddMqtt("mqtt://localhost", mqtt => mqtt
            .Read(flow, "p101/telemetry", from => from.JsonPath("$.flow").Time("$.ts"))
            .ClientId("twin-of-p101")                                 // so that the broker knows us again
            .JournalTo(folder, store => store.MaxAge = TimeSpan.FromDays(30))
            .AcknowledgeAt(AckStage.Persisted), out var connector);
        // end-snippet

        Assert.Equal(0, connector.Journal.Written);
        await using (await builder.StartAsync())
        {
            // snippet: journal-counters
            var journal = connector.Journal;
            Console.WriteLine($"{journal.Written} written, {journal.Duplicates} came again, {journal.NotWritten} not written, {journal.Store.Bytes >> 20} MiB");
            // end-snippet
        }

        var playing = new TwinGraph();
        var again = playing.Add("pump-101").AddProperty("flow", Units.CubicMetrePerHour);
        var replay = new TwinRuntimeBuilder(playing);

        // snippet: journal-replay
        replay.AddConnector(Connector.ReplayJournal("last month", folder, journal => journal.Read(again).Speed(3600)));
        // end-snippet

        await using var runtime = await replay.StartAsync();
    }

    [Fact]
    public async Task A_gateway_forwards_what_it_measures()
    {
        var folder = Path.Combine(_folder, "outbox");
        var sent = new List<string>();
        var graph = new TwinGraph();
        var flow = graph.Add("pump-101").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(graph);
        await using var runtime = await builder.StartAsync();

        // snippet: outbox
        await using var outbox = Outbox.Open(
            new OutboxOptions { Store = { Folder = folder }, MaxInFlight = 16 },
            async (message, stop) => await TryPublishAsync(message.Address, message.Payload, stop) ? SendResult.Sent : SendResult.Retry);

        using var forwarding = runtime.Observe(flow).Subscribe(sample =>
            outbox.Enqueue("plant/p101/flow", Encoding.UTF8.GetBytes($$"""{"v":{{sample.Value}},"t":"{{sample.Time:O}}"}"""), sample.Time));
        // end-snippet

        // snippet: outbox-command
        var now = runtime.TimeProvider.GetUtcNow();
        outbox.Enqueue("plant/p101/reset", "1"u8, now, until: now.AddSeconds(30), priority: RecordPriority.High);
        // end-snippet

        await outbox.FlushAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (; outbox.Counters.Sent < 1; limit.Token.ThrowIfCancellationRequested())
            await Task.Yield();
        Assert.Equal(["plant/p101/reset 1"], sent);

        ValueTask<bool> TryPublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken stop)
        {
            sent.Add($"{topic} {Encoding.UTF8.GetString(payload.Span)}");
            return ValueTask.FromResult(!stop.IsCancellationRequested);
        }
    }

    [Fact]
    public async Task Gaps_of_links_are_told()
    {
        var builder = new TwinRuntimeBuilder(new TwinGraph());
        await using var runtime = await builder.StartAsync();

        // snippet: link-gaps
        using var gaps = runtime.LinkGaps.Subscribe(gap => Console.WriteLine($"{gap.Connector}: {gap.Last:O} to {gap.Until:O} may be missing ({gap.Reason})"));
        foreach (var line in runtime.ConnectorLog("mqtt localhost:1883"))
            Console.WriteLine($"{line.Time:O} {line.State} {line.Reason}");
        // end-snippet
    }
}
