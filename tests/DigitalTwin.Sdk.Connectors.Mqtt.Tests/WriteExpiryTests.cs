using System.Globalization;
using System.Text;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>A command must not reach the plant after it lost its meaning, not even through a broker that kept it.</summary>
public sealed class WriteExpiryTests
{
    [Fact]
    public async Task Less_than_a_second_left_cannot_be_told_to_the_broker_and_is_not_sent()
    {
        await using var broker = ScriptedBroker.Start();
        var pump = new Pump(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)));
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt.Write(pump.Speed, "p101/speed/set"));

        var late = await pump.Connector!.WriteAsync(pump.Write(1200, TimeSpan.FromSeconds(0.2)), default);
        var timely = await pump.Connector.WriteAsync(pump.Write(1210, TimeSpan.FromSeconds(2.9)), default);
        var sent = await broker.NextAsync(ScriptedBroker.Publish);

        Assert.Equal(WriteStatus.Expired, late.Status);
        Assert.Equal(WriteOutcome.Acknowledged, timely);

        // The one message that was sent: before the payload, the message expiry interval (property 2, four bytes).
        Assert.Equal([2, 0, 0, 0, 2, .. "1210"u8], sent[^9..]);
    }

    [Theory]
    [InlineData("${value}", false, WriteStatus.Rejected)]
    [InlineData("${value}", true, WriteStatus.Acknowledged)]
    [InlineData("""{"v":${value},"until":"${expires}"}""", false, WriteStatus.Acknowledged)]
    public async Task After_falling_back_to_3_1_1_a_write_needs_its_expiry_in_the_payload_or_the_users_word(string template, bool isAllowed, WriteStatus expected)
    {
        await using var broker = await TestBroker.StartAsync(server => server.ValidatingConnectionAsync += e =>
        {
            if (e.ProtocolVersion == MQTTnet.Formatter.MqttProtocolVersion.V500 && e.ClientId.StartsWith("dt", StringComparison.Ordinal))
                e.ReasonCode = MQTTnet.Protocol.MqttConnectReasonCode.UnsupportedProtocolVersion;
            return Task.CompletedTask;
        });
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt =>
        {
            mqtt.Write(pump.Speed, "p101/speed/set", to => to.Template(template));
            if (isAllowed)
                mqtt.AllowWritesWithoutExpiry();
        });
        await using var device = await PlantClient.SubscribeAsync(broker.Port, "p101/speed/set");

        var outcome = await pump.Connector!.WriteAsync(pump.Write(1200), default);

        Assert.Equal(expected, outcome.Status);
        if (expected == WriteStatus.Acknowledged)
            Assert.Contains("1200", await device.NextAsync(), StringComparison.Ordinal);
        else
            Assert.Contains("${expires}", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plant_is_told_times_by_the_machines_clock_also_after_that_was_set_back()
    {
        await using var broker = ScriptedBroker.Start();
        var clock = new OffsetClock();
        var pump = new Pump(clock);
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt.Write(pump.Speed, "p101/speed/set", to => to.Template("${value} ${expires}")));

        clock.Offset = TimeSpan.FromHours(-1);
        var outcome = await pump.Connector!.WriteAsync(pump.Write(1210, TimeSpan.FromSeconds(30)), default);
        var sent = Encoding.UTF8.GetString(await broker.NextAsync(ScriptedBroker.Publish));

        Assert.Equal(WriteOutcome.Acknowledged, outcome);
        Assert.EndsWith("1210 " + (clock.GetUtcNow() + TimeSpan.FromSeconds(30)).UtcDateTime.ToString("O", CultureInfo.InvariantCulture), sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_3_1_1_is_chosen_the_missing_expiry_is_a_mistake_of_the_composition()
    {
        var pump = new Pump();
        pump.Builder.AddMqtt("mqtt://127.0.0.1", mqtt => mqtt.Write(pump.Speed, "p101/speed/set").Protocol(MqttProtocol.V311));

        var e = await Assert.ThrowsAsync<TwinConfigurationException>(() => pump.Builder.StartAsync());

        Assert.Single(e.Problems, p => p.Contains("'pump-101/speed' (p101/speed/set)", StringComparison.Ordinal) && p.Contains(".AllowWritesWithoutExpiry()", StringComparison.Ordinal));
    }

    private sealed class OffsetClock : TimeProvider
    {
        private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(56);

        internal TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => Start + Offset;

        public override long GetTimestamp() => 0;
    }
}
