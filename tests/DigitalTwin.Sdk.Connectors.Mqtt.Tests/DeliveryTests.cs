using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

public sealed class DeliveryTests
{
    [Theory]
    [InlineData(MqttQualityOfService.AtMostOnce)]
    [InlineData(MqttQualityOfService.AtLeastOnce)]
    [InlineData(MqttQualityOfService.ExactlyOnce)]
    public async Task Every_message_arrives_in_order_and_is_acknowledged(MqttQualityOfService quality)
    {
        const int count = 2000;
        await using var broker = await TestBroker.StartAsync();
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt.Read(pump.Flow, "p101/flow").QualityOfService(quality));

        for (var i = 1; i <= count; i++)
            await broker.PublishAsync("p101/flow", i.ToString(), qos: (int)quality);
        await Wait.For(runtime, pump.Flow, s => s.Value == count);
        await runtime.DisposeAsync();

        var counters = pump.Connector!.Mappings.Single();
        Assert.Equal((count, count, 0, count), (counters.Consumed, counters.Mapped, counters.Failed, counters.Posted));
        Assert.Equal(quality == MqttQualityOfService.AtMostOnce ? 0 : count, counters.Acknowledged);
        Assert.Equal(count, runtime.ProcessedSamples);
    }

    [Fact]
    public async Task A_message_is_acknowledged_only_after_it_was_applied()
    {
        var acknowledged = new TaskCompletionSource();
        await using var broker = await TestBroker.StartAsync(server => server.ClientAcknowledgedPublishPacketAsync += e =>
        {
            acknowledged.TrySetResult();
            return Task.CompletedTask;
        });
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pump = new Pump();
        pump.Builder.Signal(pump.Flow).Subscribe(_ =>
        {
            entered.TrySetResult();
            gate.Wait(Wait.Limit);
        });
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt.Read(pump.Flow, "p101/flow"));

        await broker.PublishAsync("p101/flow", "1");
        await entered.Task.WaitAsync(Wait.Limit);
        var before = (acknowledged.Task.IsCompleted, pump.Connector!.Mappings.Single().Acknowledged);
        gate.Set();
        await acknowledged.Task.WaitAsync(Wait.Limit);

        Assert.Equal((false, 0L), before);
        Assert.Equal(1, pump.Connector.Mappings.Single().Acknowledged);
    }

    [Fact]
    public async Task Garbage_is_counted_makes_the_property_bad_and_harms_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt
            .Read(pump.Flow, "p101/t", from => from.JsonPath("$.flow")).Read(pump.Head, "p101/head").MaxPayload(2000));

        await broker.PublishAsync("p101/head", "7");
        var garbage = Gen.Sample(ArbMap.Default.GeneratorFor<byte[]>(), 50, 300).Append([]).Append(new byte[3000]).Append(Encoding.UTF8.GetBytes(new string('[', 1900))).ToList();
        foreach (var payload in garbage)
            await broker.PublishAsync("p101/t", payload);
        var bad = await Wait.For(runtime, pump.Flow, s => s.Quality.IsBad);
        await broker.PublishAsync("p101/t", """{"flow":12}""");
        await Wait.For(runtime, pump.Flow, s => s.Value == 12 && s.Quality.IsGood);

        var counters = pump.Connector!.Mappings[0];
        Assert.Equal(Quality.Bad | Quality.ConversionError, bad.Quality);
        Assert.Equal(garbage.Count + 1, counters.Consumed);
        Assert.Equal(garbage.Count, counters.Failed);
        Assert.Equal(1, counters.Mapped);
        Assert.Equal(7, runtime.Read(pump.Head).Value);
        Assert.Single(pump.Log.Lines, l => l.Event.Id == 3001);
    }

    [Fact]
    public async Task A_template_reads_many_twins_and_only_their_own_topic_speaks_for_them()
    {
        await using var broker = await TestBroker.StartAsync();
        var graph = new TwinGraph();
        var log = new RecordingHostLog();
        var first = graph.Add("L1-pump-7").AddProperty("flow", Units.CubicMetrePerHour);
        var second = graph.Add("L2-pump-7").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(graph) { LoggerFactory = log };
        builder.AddMqtt(
            broker.Address,
            mqtt => mqtt.ReadEach("plant/{line}/{asset}/telemetry", each => each.Twin("{line}-{asset}").Json("flow", "$.flow", Units.LitrePerSecond)),
            out var connector);
        await using var runtime = await builder.StartAsync();
        await log.StateAsync(ConnectorState.Connected);

        await broker.PublishAsync("plant/L1-pump/7/telemetry", """{"flow":99}""");
        await broker.PublishAsync("plant/L9/pump-1/telemetry", """{"flow":99}""");
        await broker.PublishAsync("plant/L1/pump-7/telemetry", """{"flow":10}""");
        await broker.PublishAsync("plant/L2/pump-7/telemetry", """{"flow":20}""");
        await Wait.For(runtime, second, s => s.Quality.IsGood);

        Assert.Equal(36, (await Wait.For(runtime, first, s => s.Quality.IsGood)).Value, 9);
        Assert.Equal(72, runtime.Read(second).Value, 9);
        Assert.Equal(2, connector.UnroutableMessages);
        Assert.Single(log.Lines, l => l.Event.Id == 3104);
    }

    [Fact]
    public async Task A_message_that_names_another_source_is_filtered()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var device = await PlantClient.ConnectAsync(broker.Port);
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt.Read(pump.Flow, "p101/flow").RequireSource("device"));

        await device.PublishAsync("p101/flow", "1");
        await device.PublishAsync("p101/flow", "2", configure: m => m.WithUserProperty("device", "pump-102"u8.ToArray()));
        await device.PublishAsync("p101/flow", "3", configure: m => m.WithUserProperty("device", "pump-101"u8.ToArray()));
        var sample = await Wait.For(runtime, pump.Flow, s => s.Quality.IsGood);

        Assert.Equal(3, sample.Value);
        Assert.Equal(2, pump.Connector!.Mappings.Single().Filtered);
    }

    [Fact]
    public async Task Writes_end_as_the_broker_says()
    {
        await using var broker = await TestBroker.StartAsync(server => server.InterceptingPublishAsync += e =>
        {
            if (e.ApplicationMessage.Topic == "forbidden")
                e.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
            return Task.CompletedTask;
        });
        var graph = new TwinGraph();
        var twin = graph.Add("p");
        var allowed = twin.AddSetpoint("flow", Units.CubicMetrePerHour);
        var forbidden = twin.AddSetpoint("valve", Units.Percent);
        var log = new RecordingHostLog();
        var builder = new TwinRuntimeBuilder(graph) { LoggerFactory = log };
        builder.AddMqtt(broker.Address, mqtt => mqtt
            .Write(allowed, "speed/set", to => to.Unit(Units.LitrePerSecond).Template("""{"v":${value},"id":"${id}"}""")).Write(forbidden, "forbidden"), out var connector);
        await using var runtime = await builder.StartAsync();
        await log.StateAsync(ConnectorState.Connected);
        var now = DateTimeOffset.UtcNow;
        var id = Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff");

        var nobody = await connector.WriteAsync(new GuardedWrite(allowed, 36, now, now.AddMinutes(1), id), default);
        await using var device = await PlantClient.SubscribeAsync(broker.Port, "speed/set");
        var done = await connector.WriteAsync(new GuardedWrite(allowed, 36, now, now.AddMinutes(1), id), default);
        var message = await device.NextMessageAsync();
        var rejected = await connector.WriteAsync(new GuardedWrite(forbidden, 50, now, now.AddMinutes(1), id), default);
        var expired = await connector.WriteAsync(new GuardedWrite(allowed, 36, now, now.AddSeconds(-1), id), default);

        Assert.Equal(WriteStatus.Failed, nobody.Status);
        Assert.Contains("nobody is subscribed", nobody.Reason, StringComparison.Ordinal);
        Assert.Equal(WriteStatus.Acknowledged, done.Status);
        Assert.Equal("""{"v":10,"id":"6f9619ff-8b86-d011-b42d-00c04fc964ff"}""", Encoding.UTF8.GetString(message.Payload.FirstSpan));
        Assert.InRange(message.MessageExpiryInterval, 1u, 60u);
        Assert.Equal(WriteStatus.Rejected, rejected.Status);
        Assert.Equal(WriteStatus.Expired, expired.Status);
        Assert.Equal((1L, 2L), (connector.Mappings[0].Published, connector.Mappings[0].PublishFailures));
    }

    [Fact]
    public async Task A_trial_tells_for_each_mapping_whether_it_can_be_read()
    {
        await using var broker = await TestBroker.StartAsync(server => server.InterceptingSubscriptionAsync += e =>
        {
            if (e.TopicFilter.Topic == "closed")
                e.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            return Task.CompletedTask;
        });
        await broker.PublishAsync("p101/flow", "5", retain: true);
        await broker.PublishAsync("p101/head", "high", retain: true);
        var pump = new Pump();
        var speed = pump.Speed;
        pump.Builder.AddMqtt(broker.Address, mqtt => mqtt.Read(pump.Flow, "p101/flow").Read(pump.Head, "p101/head").Read(speed, "closed"), out var connector);

        var report = await connector.TestAsync(TimeSpan.FromMilliseconds(500));

        Assert.True(report.IsReachable);
        Assert.False(report.IsSound);
        Assert.Equal([true, false, null], report.Mappings.Select(m => m.TypeMatches));
        Assert.Equal([true, true, false], report.Mappings.Select(m => m.IsReachable));
        Assert.StartsWith("5 @ ", report.Mappings[0].Sample, StringComparison.Ordinal);
        Assert.Equal(Quality.NoData, pump.Flow.Read().Quality);
    }
}
