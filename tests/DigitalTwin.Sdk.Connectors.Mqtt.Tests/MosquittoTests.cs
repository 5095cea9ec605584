using System.Collections.Concurrent;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

public sealed class MosquittoTests(MosquittoPeer peer) : IClassFixture<MosquittoPeer>
{
    [MosquittoFact]
    public async Task A_client_certificate_opens_an_encrypted_link_that_reads_and_writes()
    {
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync($"mqtts://127.0.0.1:{peer.Port + 3}", mqtt => mqtt
            .Read(pump.Flow, "plant/tls/flow").Write(pump.Speed, "plant/tls/speed/set")
            .Tls(ca: peer.Certificate("ca.crt"), certificate: peer.Certificate("client.crt"), key: peer.Certificate("client.key")));
        await using var plant = await PlantClient.SubscribeAsync(peer.Port, "plant/tls/speed/set");

        await plant.PublishAsync("plant/tls/flow", "251");
        await Wait.For(runtime, pump.Flow, s => s.Value == 251 && s.Quality == Quality.Good);
        var outcome = await pump.Connector!.WriteAsync(pump.Write(1200), default);

        Assert.Equal(WriteOutcome.Acknowledged, outcome);
        Assert.Equal("1200", await plant.NextAsync());
    }

    [MosquittoFact]
    public async Task A_broker_of_an_unknown_authority_is_refused_for_good() =>
        Assert.Contains("not of the given authority", await FaultAsync(2, mqtt => mqtt.Tls(ca: peer.Certificate("other-ca.crt"))), StringComparison.Ordinal);

    [MosquittoFact]
    public async Task A_broker_that_only_the_machine_would_have_to_trust_is_refused_for_good() =>
        Assert.Contains("not trusted", await FaultAsync(2, _ => { }), StringComparison.Ordinal);

    [MosquittoFact]
    public async Task A_certificate_that_ran_out_is_refused_for_good() =>
        Assert.Contains("not of the given authority", await FaultAsync(4, mqtt => mqtt.Tls(ca: peer.Certificate("ca.crt"))), StringComparison.Ordinal);

    [MosquittoFact]
    public async Task A_broker_that_wants_a_certificate_of_ours_says_so() =>
        Assert.Contains("refuses our certificate (none is given)", await FaultAsync(3, mqtt => mqtt.Tls(ca: peer.Certificate("ca.crt"))), StringComparison.Ordinal);

    [MosquittoFact]
    public async Task A_certificate_of_ours_that_the_broker_does_not_know_is_a_permanent_fault() =>
        Assert.Contains(
            "refuses our certificate",
            await FaultAsync(3, mqtt => mqtt.Tls(ca: peer.Certificate("ca.crt"), certificate: peer.Certificate("other-client.crt"), key: peer.Certificate("other-client.key"))),
            StringComparison.Ordinal);

    [MosquittoFact]
    public async Task A_wrong_password_is_a_permanent_fault_in_both_versions()
    {
        foreach (var protocol in Enum.GetValues<MqttProtocol>())
            Assert.Contains("password", await FaultAsync(1, mqtt => mqtt.Credentials("twin", "no").AllowPlainTextCredentials().Protocol(protocol), "mqtt"), StringComparison.Ordinal);
    }

    [MosquittoFact]
    public async Task Retained_values_and_a_last_will_arrive_in_3_1_1()
    {
        await using var plant = await PlantClient.ConnectAsync(peer.Port);
        await plant.PublishAsync("will/flow", "5", retain: true);
        var device = await PlantClient.ConnectAsync(peer.Port, o => o.WithWillTopic("will/status").WithWillPayload("offline"));
        var pump = new Pump();
        await using var runtime = await pump.ConnectAsync($"mqtt://127.0.0.1:{peer.Port}", mqtt => mqtt
            .Read(pump.Flow, "will/flow").Presence(pump.Twin, "will/status").Protocol(MqttProtocol.V311));

        var retained = await Wait.For(runtime, pump.Flow, s => s.Quality.IsUsable);
        device.Kill();
        var gone = await Wait.For(runtime, pump.Flow, s => s.Quality.IsBad);

        Assert.Equal(Quality.Uncertain | Quality.Retained, retained.Quality);
        Assert.True(gone.Quality.Has(Quality.CommLoss));
    }

    [MosquittoFact]
    public async Task Nothing_that_the_broker_took_is_lost_when_it_is_stopped_and_started()
    {
        const int first = 1000;
        var seen = new ConcurrentDictionary<double, byte>();
        var pump = new Pump();
        pump.Builder.Signal(pump.Flow).Subscribe(s => seen.TryAdd(s.Value, 0));
        await using var runtime = await pump.ConnectAsync($"mqtt://127.0.0.1:{peer.Port}", mqtt => mqtt
            .Read(pump.Flow, "restart/flow").ClientId("restart-twin").Reconnect(r => r.Minimum = r.Maximum = TimeSpan.FromMilliseconds(50)));
        var halfway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var restarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var publishing = PublishAsync(first, halfway, restarted.Task);
        await halfway.Task.WaitAsync(Wait.Limit);
        await peer.StopAsync();
        await peer.StartAsync();
        restarted.SetResult();
        var count = await publishing.WaitAsync(Wait.Limit);
        await Wait.For(runtime, pump.Flow, s => s.Value == count && s.Quality.IsGood);

        Assert.Equal(count, Enumerable.Range(1, count).Count(i => seen.ContainsKey(i)));
        Assert.Equal(2, pump.Connector!.Connections);
    }

    [MosquittoFact]
    public async Task A_backlog_that_waits_at_the_broker_outlives_its_restart_although_no_client_id_is_given()
    {
        const int count = 2000;
        using var gate = new ManualResetEventSlim();
        var seen = new ConcurrentDictionary<double, byte>();
        var pump = new Pump();
        pump.Builder.Options.QueueCapacity = 16;
        pump.Builder.Signal(pump.Flow).Subscribe(s =>
        {
            gate.Wait(Wait.Limit);
            if (s.Quality.IsUsable)
                seen.TryAdd(s.Value, 0);
        });
        await using var runtime = await pump.ConnectAsync($"mqtt://127.0.0.1:{peer.Port}", mqtt => mqtt
            .Read(pump.Flow, "backlog/flow").Reconnect(r => r.Minimum = r.Maximum = TimeSpan.FromMilliseconds(50)));
        await using (var plant = await PlantClient.ConnectAsync(peer.Port))
        {
            for (var i = 1; i <= count; i++)
                await plant.PublishAsync("backlog/flow", $"{i}");
        }

        await peer.StopAsync();
        gate.Set();
        await peer.StartAsync();
        await Wait.For(runtime, pump.Flow, s => s.Value == count && s.Quality.IsUsable);

        Assert.Equal(count, Enumerable.Range(1, count).Count(i => seen.ContainsKey(i)));
        Assert.Equal(2, pump.Connector!.Connections);
    }

    /// <summary>Publishes 1, 2, 3…, each until the broker has confirmed it, until interrupted once and as many again; gives the last.</summary>
    private async Task<int> PublishAsync(int half, TaskCompletionSource halfway, Task restarted)
    {
        var plant = await PlantClient.ConnectAsync(peer.Port);
        var last = int.MaxValue;
        for (var i = 1; i <= last; i++)
        {
            try
            {
                await plant.PublishAsync("restart/flow", i.ToString()).WaitAsync(Wait.Limit);
                if (i == half)
                    halfway.TrySetResult();
            }
            catch (Exception) when (last == int.MaxValue)
            {
                last = i + half;
                i--;
                await restarted.WaitAsync(Wait.Limit);
                await plant.DisposeAsync();
                plant = await PlantClient.ConnectAsync(peer.Port);
            }
        }

        await plant.DisposeAsync();
        return last;
    }

    private async Task<string> FaultAsync(int listener, Action<MqttConnectorBuilder> configure, string scheme = "mqtts")
    {
        var pump = new Pump();
        await using var runtime = await pump.StartAsync($"{scheme}://127.0.0.1:{peer.Port + listener}", mqtt =>
        {
            // A broker's refusal of our certificate may be lost when it hangs up at once; then the next attempt shows it.
            mqtt.Read(pump.Flow, "plant/flow").Reconnect(r => r.Minimum = r.Maximum = TimeSpan.FromMilliseconds(50));
            configure(mqtt);
        });
        return (await pump.Log.StateAsync(ConnectorState.Faulted)).Reason;
    }
}
