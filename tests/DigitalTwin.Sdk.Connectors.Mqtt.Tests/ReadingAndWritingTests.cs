using System.Collections.Concurrent;
using System.Text;
using MQTTnet;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

public sealed class ReadingAndWritingTests
{
    [Fact]
    public async Task Plain_numbers_become_good_samples_and_a_guarded_write_reaches_the_plant()
    {
        var received = new TaskCompletionSource<string>();
        await using var broker = await TestBroker.StartAsync(server => server.InterceptingPublishAsync += e =>
        {
            if (e.ApplicationMessage.Topic == "p101/speed/set")
                received.TrySetResult(e.ApplicationMessage.ConvertPayloadToString());
            return Task.CompletedTask;
        });
        await using var plant = await PlantClient.SubscribeAsync(broker.Port, "p101/speed/set");
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt
            .Read(pump.Flow, "p101/flow").Read(pump.Head, "p101/head").Write(pump.Speed, "p101/speed/set"));

        await broker.PublishAsync("p101/flow", "251.5");
        await broker.PublishAsync("p101/head", " 3.8e1\n");
        var flow = await Wait.For(runtime, pump.Flow, s => s.Quality.IsGood);
        var head = await Wait.For(runtime, pump.Head, s => s.Quality.IsGood);
        var outcome = await runtime.Writers(pump.Speed).Single().WriteAsync(pump.Write(1200), default);

        Assert.Equal(251.5, flow.Value);
        Assert.Equal(38, head.Value);
        Assert.Equal(Quality.Good, flow.Quality);
        Assert.Equal(WriteOutcome.Acknowledged, outcome);
        Assert.Equal("1200", await received.Task.WaitAsync(Wait.Limit));
        Assert.Equal("1200", await plant.NextAsync());
    }

    [Fact]
    public async Task Value_time_quality_and_unit_are_taken_from_json()
    {
        await using var broker = await TestBroker.StartAsync();
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt
            .Read(pump.Flow, "p101/telemetry", from => from
                .JsonPath("$.flow").Unit(Units.LitrePerSecond).Time("$.ts", TimePolicy.TrustSource).QualityFrom("$.q")));

        await broker.PublishAsync("p101/telemetry", """{"id":7,"flow":70,"ts":"2026-01-31T12:00:00.25Z","q":"good"}""");
        var good = await Wait.For(runtime, pump.Flow, s => s.Quality.IsGood);
        await broker.PublishAsync("p101/telemetry", """{"flow":71,"ts":"2026-01-31T12:00:01Z","q":"bad"}""");
        var bad = await Wait.For(runtime, pump.Flow, s => s.Quality.IsBad);

        Assert.Equal(252, good.Value, 9);
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 12, 0, 0, 250, TimeSpan.Zero), good.Time);
        Assert.Equal(Quality.Bad | Quality.SourceFlagged, bad.Quality);
    }
}
