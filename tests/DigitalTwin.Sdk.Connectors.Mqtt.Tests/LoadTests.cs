using System.Collections.Concurrent;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

public sealed class LoadTests(MosquittoPeer peer) : IClassFixture<MosquittoPeer>
{
    [MosquittoFact]
    public async Task While_the_twin_stands_still_what_is_taken_and_unacknowledged_stays_bounded_and_nothing_is_lost()
    {
        const int count = 5000, capacity = 16, window = 100; // the peer's max_inflight_messages
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new ConcurrentQueue<double>();
        var pump = new Pump();
        pump.Builder.Options.QueueCapacity = capacity;
        pump.Builder.Signal(pump.Flow).Subscribe(s =>
        {
            seen.Enqueue(s.Value);
            entered.TrySetResult();
            gate.Wait(Wait.Limit);
        });
        await using var runtime = await pump.ConnectAsync($"mqtt://127.0.0.1:{peer.Port}", mqtt => mqtt.Read(pump.Flow, "load/flow"));
        await using var plant = await PlantClient.ConnectAsync(peer.Port);
        var counters = pump.Connector!.Mappings.Single();

        for (var i = 1; i <= count; i++)
            await plant.PublishAsync("load/flow", $"{i}");
        await entered.Task.WaitAsync(Wait.Limit);
        var (taken, acknowledged) = (counters.Consumed, counters.Acknowledged);
        gate.Set();
        await Wait.For(runtime, pump.Flow, s => s.Value == count);

        // One in the lane, a full queue, one waiting for room in it; a lane may take a batch at a time.
        Assert.Equal(0, acknowledged);
        Assert.InRange(taken, 1, window);
        Assert.InRange(taken, 1, (3 * capacity) + 2);
        Assert.Equal(Enumerable.Range(1, count).Select(i => (double)i), seen);
        await runtime.DisposeAsync();
        Assert.Equal((count, count, 0), (counters.Consumed, counters.Acknowledged, counters.Duplicate));
    }

    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public async Task A_broker_that_sends_more_at_once_than_allowed_is_left_to_wait_and_keeps_its_connection(MqttProtocol protocol)
    {
        const int allowed = 4096, count = 6000;
        using var gate = new ManualResetEventSlim();
        await using var broker = ScriptedBroker.Start();
        var pump = new Pump();
        pump.Builder.Options.QueueCapacity = 2 * count;
        pump.Builder.Signal(pump.Flow).Subscribe(_ => gate.Wait(Wait.Limit));
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt.Read(pump.Flow, "load/flow").Protocol(protocol));
        var counters = pump.Connector!.Mappings.Single();

        var sending = Task.Run(async () =>
        {
            for (var i = 1; i <= count; i++)
                await broker.PublishAsync("load/flow", $"{i}", id: i);
        });
        while (counters.Consumed < allowed)
            await Task.Yield();
        var (taken, acknowledged) = (counters.Consumed, counters.Acknowledged);
        gate.Set();
        await sending.WaitAsync(Wait.Limit);
        var ids = new List<int>();
        while (ids.Count < count)
        {
            var ack = await broker.NextAsync(ScriptedBroker.PublishAck);
            ids.Add((ack[0] << 8) + ack[1]);
        }

        Assert.Equal(0, acknowledged);
        Assert.InRange(taken, allowed, allowed + 2);
        Assert.Equal(Enumerable.Range(1, count), ids);
        Assert.Equal(1, pump.Connector.Connections);
    }

    [MosquittoFact]
    public async Task A_shared_subscription_gives_each_message_to_one_member_only()
    {
        const int count = 400;
        var seen = new ConcurrentQueue<double>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var first = await MemberAsync();
        await using var second = await MemberAsync();
        await using var plant = await PlantClient.ConnectAsync(peer.Port);

        for (var i = 1; i <= count; i++)
            await plant.PublishAsync("shared/flow", $"{i}");
        await all.Task.WaitAsync(Wait.Limit);
        await first.DisposeAsync();
        await second.DisposeAsync();

        Assert.Equal(Enumerable.Range(1, count).Select(i => (double)i), seen.Order());
        Assert.All([first, second], m => Assert.InRange(m.Pump.Connector!.Mappings.Single().Consumed, 1, count - 1));

        Task<ConnectedPump> MemberAsync() => new Pump().ConnectThisAsync(
            $"mqtt://127.0.0.1:{peer.Port}",
            mqtt => pump => mqtt.Read(pump.Flow, "shared/flow").Share("twins"),
            pump => pump.Builder.Signal(pump.Flow).Subscribe(s =>
            {
                // The end of a member's link is a bad sample of its own.
                if (s.Quality.IsUsable)
                    seen.Enqueue(s.Value);
                if (seen.Count == count)
                    all.TrySetResult();
            }));
    }

    [Fact]
    public async Task Counters_of_a_connector_can_be_read_where_its_state_is()
    {
        await using var broker = await TestBroker.StartAsync();
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync(broker.Address, mqtt => mqtt
            .ReadEach("plant/{asset}/flow", each => each.Twin("{asset}").Read<double>("flow", _ => { }))
            .Reconnect(r => r.Minimum = r.Maximum = TimeSpan.FromMilliseconds(20)));

        await broker.PublishAsync("plant/pump-101/flow", "much");
        await broker.PublishAsync("plant/pump-999/flow", "1");
        await broker.PublishAsync("plant/pump-101/flow", "2");
        await Wait.For(runtime, pump.Flow, s => s.Value == 2);
        var before = runtime.Connectors.Single().Counters;
        await broker.StopAsync();
        await broker.RestartAsync();
        await pump.Log.StateAsync(ConnectorState.Connected, skip: 1);

        Assert.Equal(new ConnectorCounters(Messages: 3, BadPayloads: 1, Dropped: 1, Reconnects: 0), before);
        Assert.Equal(before with { Reconnects = 1 }, runtime.Connectors.Single().Counters);
    }
}
