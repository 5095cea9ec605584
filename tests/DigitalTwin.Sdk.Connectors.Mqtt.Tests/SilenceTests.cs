namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>What happens when the other side does not answer: by virtual time, against a broker that keeps silent when told.</summary>
public sealed class SilenceTests
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(11);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(7);
    private readonly WatchedTime _transport = new();
    private readonly Pump _pump = new();

    [Fact]
    public async Task A_broker_that_answers_pings_is_kept_for_hours_without_a_message()
    {
        await using var broker = ScriptedBroker.Start();
        await using var runtime = await ConnectAsync(broker);

        await _transport.TimerAsync(KeepAlive / 2);
        for (var i = 0; i < 300; i++)
        {
            var received = _pump.Connector!.ReceivedPackets;
            _transport.Advance(KeepAlive / 2);
            await broker.NextAsync(ScriptedBroker.Ping);

            // The clock must not run on before the answer has been read, or it would look as if there were none.
            while (_pump.Connector.ReceivedPackets == received)
                await Task.Yield();
        }

        Assert.Equal(1, _pump.Connector!.Connections);
        Assert.Equal(ConnectorState.Connected, runtime.Connectors.Single().State);
    }

    [Fact]
    public async Task A_broker_that_answers_no_ping_is_given_up_after_one_and_a_half_keep_alives_and_called_again()
    {
        await using var broker = ScriptedBroker.Start();
        broker.Unanswered[ScriptedBroker.Ping] = true;
        await using var runtime = await ConnectAsync(broker);
        var lost = _pump.Log.StateAsync(ConnectorState.Reconnecting);

        // Each step is followed by a ping until the link is given up.
        await _transport.TimerAsync(KeepAlive / 2);
        var silence = TimeSpan.Zero;
        while (!lost.IsCompleted && silence < 4 * KeepAlive)
        {
            _transport.Advance(KeepAlive / 2);
            silence += KeepAlive / 2;
            await Task.WhenAny(lost, broker.NextAsync(ScriptedBroker.Ping));
        }

        Assert.Contains("has not answered for 30 s", (await lost).Reason, StringComparison.Ordinal);
        Assert.InRange(silence, KeepAlive * 1.5, KeepAlive * 2);
        broker.Unanswered.Clear();
        await PassPauseAsync();
        await _pump.Log.StateAsync(ConnectorState.Connected, skip: 1);
        Assert.Equal(2, _pump.Connector!.Connections);
    }

    [Fact]
    public async Task A_write_that_is_not_confirmed_in_time_has_failed_and_ends_the_connection_so_that_it_cannot_arrive_late()
    {
        await using var broker = ScriptedBroker.Start();
        broker.Unanswered[ScriptedBroker.Publish] = true;
        await using var runtime = await ConnectAsync(broker, mqtt => mqtt.Timeouts(AnswerLimit, write: TimeSpan.FromSeconds(5)));

        var writing = _pump.Connector!.WriteAsync(_pump.Write(1200), default).AsTask();
        var sent = await broker.NextAsync(ScriptedBroker.Publish);
        Assert.False(writing.IsCompleted);
        await _transport.TimerAsync(TimeSpan.FromSeconds(5));
        _transport.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(writing.IsCompleted);
        _transport.Advance(TimeSpan.FromSeconds(0.1));
        var first = await writing.WaitAsync(Wait.Limit);
        Assert.NotEmpty(sent);
        broker.Unanswered.Clear();
        await PassPauseAsync();
        await _pump.Log.StateAsync(ConnectorState.Connected, skip: 1);
        var second = await _pump.Connector.WriteAsync(_pump.Write(1210), default);

        Assert.Equal(WriteStatus.Failed, first.Status);
        Assert.Contains("did not confirm within 5 s", first.Reason, StringComparison.Ordinal);
        Assert.Contains("may have been sent", first.Reason, StringComparison.Ordinal);
        Assert.Equal(WriteOutcome.Acknowledged, second);
        Assert.Equal(2, _pump.Connector.Connections);
    }

    [Fact]
    public async Task A_write_that_its_caller_gives_up_ends_the_connection_too_unless_nothing_was_sent()
    {
        await using var broker = ScriptedBroker.Start();
        broker.Unanswered[ScriptedBroker.Publish] = true;
        await using var runtime = await ConnectAsync(broker, mqtt => mqtt.Timeouts(AnswerLimit, write: TimeSpan.FromSeconds(5)));
        var unsent = await _pump.Connector!.WriteAsync(_pump.Write(1190), new CancellationToken(canceled: true));

        using var patience = new CancellationTokenSource();
        var writing = _pump.Connector.WriteAsync(_pump.Write(1200), patience.Token).AsTask();
        var sent = await broker.NextAsync(ScriptedBroker.Publish);
        await patience.CancelAsync();
        var given = await writing.WaitAsync(Wait.Limit);
        broker.Unanswered.Clear();
        await PassPauseAsync();
        await _pump.Log.StateAsync(ConnectorState.Connected, skip: 1);

        Assert.Equal(WriteStatus.NotSent, unsent.Status);
        Assert.Contains("1200", System.Text.Encoding.UTF8.GetString(sent), StringComparison.Ordinal);
        Assert.Equal(WriteStatus.Failed, given.Status);
        Assert.Equal(WriteOutcome.Acknowledged, await _pump.Connector.WriteAsync(_pump.Write(1210), default));
        Assert.Equal(2, _pump.Connector.Connections);
    }

    [Fact]
    public async Task A_subscription_that_is_not_answered_is_tried_again_on_a_new_connection()
    {
        await using var broker = ScriptedBroker.Start();
        broker.Unanswered[ScriptedBroker.Subscribe] = true;
        await using var runtime = await _pump.StartAsync(broker.Address, Configure);
        await broker.NextAsync(ScriptedBroker.Subscribe);

        // The first of this length was for connecting.
        await _transport.TimerAsync(AnswerLimit, count: 2);
        broker.Unanswered.Clear();
        _transport.Advance(AnswerLimit);
        await _pump.Log.LineAsync(l => l.Contains("did not answer our subscription within 11 s", StringComparison.Ordinal));
        await PassPauseAsync();
        await _pump.Log.StateAsync(ConnectorState.Connected);

        Assert.Equal(1, _pump.Connector!.Connections);
    }

    [Fact]
    public async Task A_subscription_may_be_answered_late_while_what_waited_at_the_broker_comes_first()
    {
        await using var broker = ScriptedBroker.Start();
        broker.HasSession = true;
        broker.Unanswered[ScriptedBroker.Subscribe] = true;
        await using var runtime = await _pump.StartAsync(broker.Address, Configure);
        var subscribe = await broker.NextAsync(ScriptedBroker.Subscribe);
        for (var i = 1; i <= 3; i++)
        {
            // The first of this length was for connecting.
            await _transport.TimerAsync(AnswerLimit, count: 1 + i);
            await broker.PublishAsync("p101/flow", $"{i}", id: i);
            await Wait.For(runtime, _pump.Flow, s => s.Value == i);
            _transport.Advance(AnswerLimit);
        }

        await _transport.TimerAsync(AnswerLimit, count: 5);
        await broker.GrantAsync(subscribe);
        await _pump.Log.StateAsync(ConnectorState.Connected);

        Assert.Equal(1, _pump.Connector!.Connections);
    }

    private async Task PassPauseAsync()
    {
        await _transport.TimerAsync(Pause);
        _transport.Advance(Pause);
    }

    private Task<TwinRuntime> ConnectAsync(ScriptedBroker broker, Action<MqttConnectorBuilder>? configure = null) => _pump.ConnectAsync(broker.Address, mqtt =>
    {
        Configure(mqtt);
        configure?.Invoke(mqtt);
    });

    private void Configure(MqttConnectorBuilder mqtt) =>
        mqtt.Read(_pump.Flow, "p101/flow").Write(_pump.Speed, "p101/speed/set", to => to.WithoutReadBack()).KeepAlive(KeepAlive)
            .Timeouts(AnswerLimit, AnswerLimit).Reconnect(r => r.Minimum = r.Maximum = Pause).TransportClock(_transport);
}
