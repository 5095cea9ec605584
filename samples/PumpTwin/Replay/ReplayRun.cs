using System.Buffers;
using System.Text.Json;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>Sends a recorded pump through the same broker and the same kind of twin, as fast as the twin can follow.</summary>
internal static class ReplayRun
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);

    internal static async Task<int> RunAsync(RunOptions options, string path, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        var file = await SkabFile.ReadAsync(path, stop);
        await using var broker = options.Broker is null ? await EmbeddedBroker.StartAsync() : null;
        var link = new BrokerLink(options.Broker ?? broker!.Address, options.TopicRoot, options.Ca, options.Certificate, options.Key);
        Console.WriteLine($"Broker: {link.Address}{(broker is null ? "" : " (our own)")}");
        Console.WriteLine($"{file.Rows.Count} rows of {file.Channels.Count} sensors from {path}.");

        var clock = new PlantCalendar(file.Rows[0].Time);
        var twin = ReplayComposition.Compose(link, clock, file.Channels);
        using var pacer = new Pacer();
        twin.Listen(pacer);
        await using var runtime = await twin.Builder.StartAsync(stop);
        await runtime.ConnectedAsync(ConnectLimit, stop);
        await using var plant = await PlantLink.ConnectAsync(link, stop);
        for (var i = 0; i < file.Rows.Count; i++)
        {
            clock.AdvanceTo(file.Rows[i].Time);
            await plant.PublishAsync(Message(file.Rows[i], i + 1), stop);
            await pacer.WaitForAsync(i + 1, stop);
        }

        await runtime.StopAsync(stop);
        var verdict = ReplayFigures.Of(file, twin, plant, TimeProvider.System.GetElapsedTime(began));
        var report = await ReplayReport.WriteAsync(file, twin, verdict, options.ReportFile, stop);
        Console.WriteLine($"Report: {report}");
        Console.WriteLine(ReplayFigures.Note);
        return verdict.Print(options.IsCheck);
    }

    private static byte[] Message(SkabRow row, long sequence)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("ts", row.Time.UtcDateTime);
            json.WriteNumber("seq", sequence);
            json.WriteStartArray("values");
            foreach (var value in row.Values)
                json.WriteNumberValue(value);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
