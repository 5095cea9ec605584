namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Messages through a real broker into twin state, against a bare subscriber that counts them.</summary>
internal sealed class MqttSuite : ISuite
{
    private const int Pairs = 5;
    private const double MinRatio = 0.9;

    public string Name => "mqtt";

    public string About =>
        """
        200,000 messages of 100 bytes (JSON, 100 topics) from a publisher in a process of its own, as fast as it can, through mosquitto on
        loopback into twin state, counted by a subscriber on the change feed; the peer counts them in MQTTnet's handler. Medians of 5
        pairs after 1 for warming up; "CPU" is that of the subscriber's process. Latency, from sending to the change feed or to the
        peer's handler, at 2,000 messages a second, QoS 0. The rates with a loop of the lowest priority on each core, so that no core sleeps;
        the latency without, as a thread that wakes would have to wait for the loop's slice of time.
        """;

    public async Task<IReadOnlyList<Measure>> RunAsync()
    {
        using var broker = await MosquittoBroker.StartAsync();
        if (broker is null)
            return [Missing("qos0", "1/s"), Missing("qos1", "1/s"), Missing("latency_p99", "us")];
        using var publisher = new ChildProcess(MqttPublisher.Command, $"{broker.Port}");
        List<Measure> measures = [];
        using (new BusyCores())
        {
            measures.Add(await RateAsync("qos0", broker.Port, publisher, 0));
            measures.Add(await RateAsync("qos1", broker.Port, publisher, 1));
        }

        measures.Add(await LatencyAsync(broker.Port, publisher));
        return measures;
    }

    private static Measure Missing(string name, string unit) => Measure.Missing(name, unit, "mosquitto", MinRatio);

    private static async Task<Measure> RateAsync(string name, int port, ChildProcess publisher, int qos)
    {
        var result = await PairsAsync(port, publisher, qos, MqttWork.Messages, perMillisecond: 0);
        var (ours, peer) = result.Median(t => t.Rate);
        var (cpu, peerCpu) = result.Median(t => t.Cpu);
        var note = FormattableString.Invariant($"CPU {cpu:0.0} / {peerCpu:0.0} us a message; from-to {result.Spread(t => t.Rate)}");
        return Measure.More(name, "1/s", ours, peer, BareSide.PeerName, MinRatio, note);
    }

    private static async Task<Measure> LatencyAsync(int port, ChildProcess publisher)
    {
        var result = await PairsAsync(port, publisher, 0, MqttWork.PacedMessages, MqttWork.PacedPerMillisecond);
        var (ours, peer) = result.Median(t => t.P99);
        var (median, peerMedian) = result.Median(t => t.Median);
        var note = FormattableString.Invariant($"p50 {median:0} / {peerMedian:0}; to be printed, no target; from-to {result.Spread(t => t.P99)}");
        return Measure.Less("latency_p99", "us", ours, peer, BareSide.PeerName, minRatio: 0, limit: double.MaxValue, note);
    }

    private static Task<PairResult<MqttTrial>> PairsAsync(int port, ChildProcess publisher, int qos, int messages, int perMillisecond)
    {
        return PairRunner.RunAsync(() => TrialAsync(TwinSide.ConnectAsync), () => TrialAsync(BareSide.ConnectAsync), Pairs, warmUps: 1);

        async Task<MqttTrial> TrialAsync(Func<int, int, Arrivals, Task<IMqttSide>> connect)
        {
            var arrivals = new Arrivals(messages, measuresAge: perMillisecond > 0);
            await using var side = await connect(port, qos, arrivals);
            var cpu = Environment.CpuUsage.TotalTime;
            await publisher.AskAsync($"{qos} {messages} {perMillisecond}");
            await arrivals.CompleteAsync(side);
            cpu = Environment.CpuUsage.TotalTime - cpu;
            side.Check(messages);
            return arrivals.ToTrial(cpu);
        }
    }
}
