using System.Globalization;
using DigitalTwin.Sdk.Connectors;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests.Chaos;

/// <summary>The process that is killed: a twin with a journal, which says on its output how far it has come.</summary>
internal static class ChaosTwinProgram
{
    internal const string Word = "--chaos-twin";
    internal const string Topic = "plant/chaos/telemetry";

    internal static StoreOptions Options(string folder) => new() { Folder = folder, SegmentBytes = 64 << 10, MaxBytes = 64 << 20, MaxRecordBytes = 1_000, MaxAge = TimeSpan.MaxValue, KeepConfirmed = int.MaxValue };

    internal static async Task<int> RunAsync(string broker, string certificates, string journal)
    {
        var graph = new TwinGraph();
        var number = graph.Add("pump-101").AddProperty<long>("number");
        var log = new RecordingHostLog();
        var builder = new TwinRuntimeBuilder(graph) { LoggerFactory = log };
        builder.AddMqtt(
            broker,
            mqtt => mqtt
                .Read(number, Topic, from => from.JsonPath("$.n").Time("$.t", TimePolicy.TrustSource))
                .Tls(ca: Path.Combine(certificates, "ca.crt"), certificate: Path.Combine(certificates, "client.crt"), key: Path.Combine(certificates, "client.key"))
                .ClientId("chaos-twin").AcknowledgeAt(AckStage.Persisted)
                .JournalTo(journal, store => (store.SegmentBytes, store.MaxBytes, store.MaxRecordBytes, store.MaxAge) = (64 << 10, 64 << 20, 1_000, TimeSpan.MaxValue))
                .Timeouts(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)).KeepAlive(TimeSpan.FromSeconds(1))
                .Reconnect(pauses => (pauses.Minimum, pauses.Maximum) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200))),
            out var connector);
        await using var runtime = await builder.StartAsync();
        var output = Console.Out;
        using var watch = runtime.Observe(number).Subscribe(new Observer<Sample<long>>(_ => Say()));
        output.WriteLine("started");
        output.Flush();
        await log.StateAsync(ConnectorState.Connected);
        output.WriteLine("connected");
        output.Flush();
        await Console.In.ReadToEndAsync();
        return 0;

        void Say()
        {
            var counters = connector.Journal;
            var text = string.Create(CultureInfo.InvariantCulture, $"at {number.Read().Value} {counters.Written} {counters.Duplicates} {counters.Replayed} {counters.NotWritten}");
            lock (output)
            {
                output.WriteLine(text);
                output.Flush();
            }
        }
    }
}
