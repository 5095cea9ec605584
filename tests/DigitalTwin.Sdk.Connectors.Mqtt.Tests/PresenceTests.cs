namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

public sealed class PresenceTests
{
    [Fact]
    public async Task Presence_is_taken_only_from_a_source_that_may_speak_for_the_twin()
    {
        await using var broker = await TestBroker.StartAsync();
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt
            .Read(pump.Flow, "p101/flow").Presence(pump.Twin, "p101/status").RequireSource("device"));
        await using var device = await PlantClient.ConnectAsync(broker.Port, o => o
            .WithWillTopic("p101/status").WithWillPayload("offline").WithWillUserProperty("device", "pump-101"u8.ToArray()));
        await using var stranger = await PlantClient.ConnectAsync(broker.Port);
        await device.PublishAsync("p101/flow", "1", configure: m => m.WithUserProperty("device", "pump-101"u8.ToArray()));
        await Wait.For(runtime, pump.Flow, s => s.Quality.IsGood);

        await stranger.PublishAsync("p101/status", "offline");
        await stranger.PublishAsync("p101/status", "offline", configure: m => m.WithUserProperty("device", "pump-102"u8.ToArray()));
        await device.PublishAsync("p101/flow", "2", configure: m => m.WithUserProperty("device", "pump-101"u8.ToArray()));
        var second = await Wait.For(runtime, pump.Flow, s => s.Value == 2);
        var refused = pump.Connector!.FilteredPresences;
        device.Kill();
        var gone = await Wait.For(runtime, pump.Flow, s => s.Quality.IsBad);

        Assert.Equal(Quality.Good, second.Quality);
        Assert.Equal(2, refused);
        Assert.Equal(2, runtime.Connectors.Single().Counters.Dropped);
        Assert.Equal((2.0, Quality.Bad | Quality.CommLoss), (gone.Value, gone.Quality));
        Assert.Contains(pump.Log.Lines, l => l.Event.Id == 3105 && l.Text.Contains("pump-101", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_templates_presence_concerns_the_twin_of_its_topic_alone()
    {
        await using var broker = await TestBroker.StartAsync();
        var graph = new TwinGraph();
        var log = new RecordingHostLog();
        var first = graph.Add("L1-pump-7").AddProperty("flow", Units.CubicMetrePerHour);
        var second = graph.Add("L2-pump-7").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(graph) { LoggerFactory = log };
        builder.AddMqtt(broker.Address, mqtt => mqtt.ReadEach("plant/{line}/{asset}/telemetry", each => each
            .Twin("{line}-{asset}").Json("flow", "$.flow").Presence("plant/{line}/{asset}/status", present: "up", absent: "down")));
        await using var runtime = await builder.StartAsync();
        await log.StateAsync(ConnectorState.Connected);

        await broker.PublishAsync("plant/L1/pump-7/telemetry", """{"flow":10}""");
        await broker.PublishAsync("plant/L2/pump-7/telemetry", """{"flow":20}""");
        await Wait.For(runtime, first, s => s.Quality.IsGood);
        await Wait.For(runtime, second, s => s.Quality.IsGood);
        await broker.PublishAsync("plant/L1/pump-7/status", "perhaps");
        await broker.PublishAsync("plant/L1/pump-7/status", "down");
        var gone = await Wait.For(runtime, first, s => s.Quality.IsBad);
        var other = runtime.Read(second);
        await broker.PublishAsync("plant/L1/pump-7/status", "up");
        await broker.PublishAsync("plant/L1/pump-7/telemetry", """{"flow":11}""");
        var back = await Wait.For(runtime, first, s => s.Value == 11 && s.Quality.IsGood);

        Assert.Equal(Quality.Bad | Quality.CommLoss, gone.Quality);
        Assert.Equal((20.0, Quality.Good), (other.Value, other.Quality));
        Assert.Equal(Quality.Good, back.Quality);
        Assert.Single(log.Lines, l => l.Event.Id == 3106);
    }
}
