namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>What waited at the broker while the link was down must not pass as fresh.</summary>
public sealed class BacklogTests(MosquittoPeer peer) : IClassFixture<MosquittoPeer>
{
    private const Quality Waited = Quality.Uncertain | Quality.CommLoss;

    [Fact]
    public async Task After_a_resumed_session_of_mqtt_5_old_and_new_messages_are_told_apart_exactly()
    {
        await using var broker = await TestBroker.StartAsync();
        await using (var before = await new Pump().ConnectThisAsync(broker.Address, Configure()))
        {
            await broker.PublishAsync("p101/flow", "1");
            await Wait.For(before.Runtime, before.Pump.Flow, s => s.Value == 1);
        }

        await broker.PublishAsync("p101/flow", "2");
        await broker.PublishAsync("p101/timed", $$"""{"v":3,"t":"{{DateTimeOffset.UtcNow.AddMinutes(-50):O}}"}""");
        await using var after = await new Pump().ConnectThisAsync(broker.Address, Configure());
        var old = await Wait.For(after.Runtime, after.Pump.Flow, s => s.Value == 2);
        var timed = await Wait.For(after.Runtime, after.Pump.Head, s => s.Value == 3);
        await broker.PublishAsync("p101/flow", "4");
        var news = await Wait.For(after.Runtime, after.Pump.Flow, s => s.Value == 4);

        Assert.Equal(Waited, old.Quality);
        Assert.Equal(Quality.Good, timed.Quality);
        Assert.InRange(timed.ArrivalTime - timed.Time, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(55));
        Assert.Equal(Quality.Good, news.Quality);
    }

    [MosquittoFact]
    public async Task So_they_are_with_mosquitto_and_after_each_further_loss_of_the_link()
    {
        for (var round = 1; round <= 3; round++)
        {
            await using var plant = await PlantClient.ConnectAsync(peer.Port);
            if (round > 1)
            {
                for (var i = 0; i < 500; i++)
                    await plant.PublishAsync("p101/flow", $"{round}{i:000}");
            }

            var seen = new System.Collections.Concurrent.ConcurrentQueue<Sample<double>>();
            await using var twin = await new Pump().ConnectThisAsync($"mqtt://127.0.0.1:{peer.Port}", Configure("five"), pump => pump.Builder.Signal(pump.Flow).Subscribe(seen.Enqueue));
            await plant.PublishAsync("p101/flow", "7");
            var news = await Wait.For(twin.Runtime, twin.Pump.Flow, s => s.Value == 7);

            Assert.Equal(Quality.Good, news.Quality);
            Assert.Equal(round > 1 ? 500 : 0, seen.Count(s => s.Quality == Waited));
            Assert.All(seen, s => Assert.Equal(s.Value == 7 ? Quality.Good : Waited, s.Quality));
        }
    }

    [MosquittoFact]
    public async Task Under_3_1_1_messages_are_good_again_once_the_link_was_quiet_for_a_ping()
    {
        await using var plant = await PlantClient.ConnectAsync(peer.Port);
        await using (await new Pump().ConnectThisAsync($"mqtt://127.0.0.1:{peer.Port}", Configure("three", MqttProtocol.V311)))
        {
        }

        for (var i = 1; i <= 300; i++)
            await plant.PublishAsync("p101/flow", $"{i}");
        await using var twin = await new Pump().ConnectThisAsync($"mqtt://127.0.0.1:{peer.Port}", Configure("three", MqttProtocol.V311));
        var last = await Wait.For(twin.Runtime, twin.Pump.Flow, s => s.Value == 300);
        var sent = 300;
        var news = last;
        while (!news.Quality.IsGood)
        {
            var value = ++sent;
            await plant.PublishAsync("p101/flow", $"{value}");
            news = await Wait.For(twin.Runtime, twin.Pump.Flow, s => s.Value == value);
        }

        Assert.Equal(Waited, last.Quality);
        Assert.Equal(Quality.Good, news.Quality);
    }

    [Fact]
    public async Task A_ping_that_is_overtaken_by_a_message_does_not_end_the_doubt()
    {
        await using var broker = ScriptedBroker.Start();
        broker.HasSession = true;
        broker.Unanswered[ScriptedBroker.Ping] = true;
        var transport = new WatchedTime();
        var pauses = 0;
        await using var twin = await new Pump().ConnectThisAsync(broker.Address, mqtt => Configure("scripted", MqttProtocol.V311)(mqtt.TransportClock(transport).KeepAlive(TimeSpan.FromHours(18))));

        await PingAsync();
        await broker.PublishAsync("p101/flow", "1", id: 1);
        await broker.AnswerPingAsync();
        var first = await Wait.For(twin.Runtime, twin.Pump.Flow, s => s.Value == 1);
        await broker.NextAsync(ScriptedBroker.PublishAck);
        await PingAsync();
        await broker.AnswerPingAsync();
        await broker.PublishAsync("p101/flow", "2", id: 2);
        var second = await Wait.For(twin.Runtime, twin.Pump.Flow, s => s.Value == 2);

        Assert.Equal(Waited, first.Quality);
        Assert.Equal(Quality.Good, second.Quality);

        // A pause may be followed by another one instead of a ping, while the last message is still being acknowledged.
        async Task PingAsync()
        {
            var pause = TimeSpan.FromMilliseconds(100);
            var ping = broker.NextAsync(ScriptedBroker.Ping);
            while (await Task.WhenAny(ping, transport.TimerAsync(pause, pauses + 1)) != ping)
            {
                pauses++;
                transport.Advance(pause);
            }

            await ping;
        }
    }

    [Fact]
    public async Task Without_a_session_nothing_waits_and_everything_is_fresh()
    {
        await using var broker = await TestBroker.StartAsync();
        await using (await new Pump().ConnectThisAsync(broker.Address, mqtt => Configure()(mqtt.SessionExpiry(TimeSpan.Zero))))
        {
        }

        await broker.PublishAsync("p101/flow", "2");
        await using var twin = await new Pump().ConnectThisAsync(broker.Address, mqtt => Configure()(mqtt.SessionExpiry(TimeSpan.Zero)));
        await broker.PublishAsync("p101/flow", "3");
        await Wait.For(twin.Runtime, twin.Pump.Flow, s => s.Value == 3 && s.Quality == Quality.Good);

        Assert.Equal(1, twin.Pump.Connector!.Mappings[0].Consumed);
    }

    private static Func<MqttConnectorBuilder, Action<Pump>> Configure(string client = "twin", MqttProtocol protocol = MqttProtocol.V5) => mqtt => pump => mqtt
        .Read(pump.Flow, "p101/flow").Read(pump.Head, "p101/timed", from => from.JsonPath("$.v").Time("$.t")).ClientId(client).Protocol(protocol);
}
