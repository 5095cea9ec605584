using System.Net;
using System.Net.Sockets;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

public sealed class ConnectionTests
{
    [Fact]
    public async Task A_wrong_password_is_a_permanent_fault_and_is_not_tried_again()
    {
        var attempts = 0;
        await using var broker = await TestBroker.StartAsync(server => server.ValidatingConnectionAsync += e =>
        {
            Interlocked.Increment(ref attempts);
            e.ReasonCode = e.Password == "right" ? MqttConnectReasonCode.Success : MqttConnectReasonCode.BadUserNameOrPassword;
            return Task.CompletedTask;
        });
        var pump = new Pump();
        await using var runtime = await pump.StartAsync(broker.Address, mqtt => mqtt
            .Read(pump.Flow, "p101/flow").Credentials("twin", "s3cret-wrong").AllowPlainTextCredentials().Reconnect(Fast));

        var status = await pump.Log.StateAsync(ConnectorState.Faulted);
        await runtime.DisposeAsync();

        Assert.Equal(1, attempts);
        Assert.Contains("user name or password", status.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(pump.Log.Lines, l => l.Text.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_subscription_is_a_fault_that_names_the_topic()
    {
        await using var broker = await TestBroker.StartAsync(server => server.InterceptingSubscriptionAsync += e =>
        {
            if (e.TopicFilter.Topic == "secret/head")
                e.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            return Task.CompletedTask;
        });
        var pump = new Pump();
        await using var runtime = await pump.StartAsync(broker.Address, mqtt => mqtt.Read(pump.Flow, "p101/flow").Read(pump.Head, "secret/head"));

        var status = await pump.Log.StateAsync(ConnectorState.Faulted);

        Assert.Contains("'secret/head'", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restarted_broker_is_found_again_and_subscribed_to_again()
    {
        await using var broker = await TestBroker.StartAsync();
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt.Read(pump.Flow, "p101/flow").Write(pump.Speed, "p101/speed/set").Reconnect(Fast));
        await broker.PublishAsync("p101/flow", "1");
        await Wait.For(runtime, pump.Flow, s => s.Value == 1);

        await broker.StopAsync();
        await pump.Log.StateAsync(ConnectorState.Reconnecting);
        var lost = await Wait.For(runtime, pump.Flow, s => s.Quality.IsBad);
        var write = await runtime.Writers(pump.Speed).Single().WriteAsync(pump.Write(1200), default);
        await broker.RestartAsync();
        await pump.Log.StateAsync(ConnectorState.Connected, skip: 1);
        await broker.PublishAsync("p101/flow", "2");
        await Wait.For(runtime, pump.Flow, s => s.Value == 2 && s.Quality.IsGood);

        await pump.Log.LineAsync(l => l.Contains("has not kept the session of client", StringComparison.Ordinal));
        Assert.Equal(Quality.Bad | Quality.CommLoss, lost.Quality);
        Assert.Equal(WriteStatus.NotSent, write.Status);
        Assert.Equal(2, pump.Connector!.Connections);
    }

    [Fact]
    public async Task A_failure_of_our_own_is_a_fault_for_all_to_see_and_the_runtime_still_ends()
    {
        var pump = new Pump();
        await using var runtime = await pump.StartAsync($"mqtt://127.0.0.1:{TestPort.Free()}", mqtt => mqtt.Read(pump.Flow, "p101/flow").TransportClock(new BrokenClock()));

        var status = await pump.Log.StateAsync(ConnectorState.Faulted);
        await runtime.DisposeAsync().AsTask().WaitAsync(Wait.Limit);

        Assert.Contains("the clock is broken", status.Reason, StringComparison.Ordinal);
        Assert.True(runtime.Completion.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData("mqtts://127.0.0.1:1883", "8883")]
    [InlineData("mqtt://127.0.0.1:8883", "mqtts://")]
    [InlineData("mqtt://127.0.0.1:1883", null)]
    [InlineData("mqtts://127.0.0.1:8883", null)]
    public void A_port_of_the_other_kind_is_hinted_at_where_the_broker_does_not_answer(string address, string? hint)
    {
        var settings = new MqttSettings();
        settings.SetBroker(address, []);

        var refused = MqttReasons.Unreachable(new SocketException((int)SocketError.ConnectionRefused), settings, null);
        var silent = MqttReasons.Unanswered(null, settings, null, isV5: true);

        Assert.All([refused, silent], e => Assert.Equal(hint is not null, e.Message.Contains("by custom", StringComparison.Ordinal)));
        Assert.Contains(hint ?? "", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_broker_is_tried_again_and_named()
    {
        var pump = new Pump();
        await using var runtime = await pump.StartAsync($"mqtt://127.0.0.1:{TestPort.Free()}", mqtt => mqtt.Read(pump.Flow, "p101/flow").Reconnect(Fast));

        await pump.Log.LineAsync(l => l.Contains("cannot be reached: ConnectionRefused", StringComparison.Ordinal), skip: 2);

        Assert.Equal(ConnectorState.Connecting, runtime.Connectors.Single().State);
    }

    [Fact]
    public async Task A_broker_that_knows_no_version_5_is_spoken_to_in_3_1_1()
    {
        await using var broker = await TestBroker.StartAsync(server => server.ValidatingConnectionAsync += e =>
        {
            if (e.ProtocolVersion == MqttProtocolVersion.V500)
                e.ReasonCode = MqttConnectReasonCode.UnsupportedProtocolVersion;
            return Task.CompletedTask;
        });
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt.Read(pump.Flow, "p101/flow"));

        await broker.PublishAsync("p101/flow", "17");
        await Wait.For(runtime, pump.Flow, s => s.Value == 17);

        Assert.Contains(pump.Log.Lines, l => l.Text.Contains("with MQTT 3.1.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_old_broker_that_answers_in_its_own_format_is_spoken_to_in_3_1_1()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var pump = new Pump();
        var starting = pump.StartAsync($"mqtt://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", mqtt => mqtt.Read(pump.Flow, "p101/flow"));

        var first = await AnswerConnectAsync(listener, [0x20, 0x02, 0x00, 0x01]);
        var second = await AnswerConnectAsync(listener, [0x20, 0x02, 0x00, 0x02]);
        await using var runtime = await starting;
        var status = await pump.Log.StateAsync(ConnectorState.Faulted);

        Assert.Equal((5, 4), (first, second));
        Assert.Contains("ClientIdentifierNotValid", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_is_gone_by_its_last_will_makes_its_values_bad()
    {
        await using var broker = await TestBroker.StartAsync();
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt.Read(pump.Flow, "p101/flow").Presence(pump.Twin, "p101/status"));
        await using var device = await PlantClient.ConnectAsync(broker.Port, o => o
            .WithWillTopic("p101/status").WithWillPayload("offline").WithWillRetain());

        await device.PublishAsync("p101/status", "online", retain: true);
        await device.PublishAsync("p101/flow", "5");
        await Wait.For(runtime, pump.Flow, s => s.Quality.IsGood);
        device.Kill();
        var gone = await Wait.For(runtime, pump.Flow, s => s.Quality.IsBad);

        Assert.Equal(Quality.Bad | Quality.CommLoss, gone.Quality);
        Assert.Equal(ConnectorState.Connected, runtime.Connectors.Single().State);
    }

    [Fact]
    public async Task What_the_broker_retained_is_marked()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.PublishAsync("p101/flow", "5", retain: true);
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt.Read(pump.Flow, "p101/flow"));

        var sample = await Wait.For(runtime, pump.Flow, s => s.Quality.IsUsable);

        Assert.Equal(Quality.Uncertain | Quality.Retained, sample.Quality);
    }

    [Fact]
    public async Task Stopping_twice_is_stopping_once()
    {
        await using var broker = await TestBroker.StartAsync();
        var pump = new Pump();
        var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt.Read(pump.Flow, "p101/flow"));

        await runtime.DisposeAsync();
        await runtime.DisposeAsync();
        await pump.Connector!.DisposeAsync();

        Assert.Equal(ConnectorState.Stopped, runtime.Connectors.Single().State);
        Assert.Equal(WriteStatus.Failed, (await new Pump().LoneWriteAsync()).Status);
    }

    private static void Fast(ReconnectOptions options)
    {
        options.Minimum = TimeSpan.FromMilliseconds(20);
        options.Maximum = TimeSpan.FromMilliseconds(200);
    }

    /// <summary>Takes one connection, gives the protocol level of its CONNECT, answers and hangs up.</summary>
    private static async Task<int> AnswerConnectAsync(TcpListener listener, byte[] answer)
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        using var socket = await listener.AcceptSocketAsync(limit.Token);
        var buffer = new byte[1024];
        var length = 0;
        while (length < 9)
            length += await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
        await socket.SendAsync(answer, limit.Token);
        socket.Shutdown(SocketShutdown.Send);

        // Fixed header (2 bytes for a short packet), then the protocol's name: 0 4 M Q T T, then the level.
        return buffer[8];
    }

    private sealed class BrokenClock : TimeProvider
    {
        public override long GetTimestamp() => throw new NotSupportedException("the clock is broken");
    }
}
