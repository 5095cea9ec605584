namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Our Modbus client against libmodbus's and pymodbus's, all on one libmodbus server.</summary>
internal sealed class ModbusSuite : ISuite
{
    private const int Reads = 10_000;
    private const int FewReads = 4_000;

    // Many short pairs: how the system places client and server on its cores changes from second to second, and decides more than either side does.
    private const int Pairs = 25;
    private const int Parallel = 8;
    private const double BytesLimit = 64;

    public string Name => "modbus";

    public string About =>
        """
        Reads of 125 holding registers over TCP on loopback, each checked, from one libmodbus server in a process of its own; the peer is a
        client in a process of its own, connected all the time, one request at a time. Ours: the same (read125), 8 requests in flight on
        one connection (read125_inflight8), 8 callers who share a connection with one in flight (read125_shared8). Wall time of 10,000
        reads, 4,000 against pymodbus; medians of 25 pairs after 2 for warming up. All of it with an idle-priority loop on each core, so
        that no core sleeps. "CPU" is that of the client's process.
        """;

    public async Task<IReadOnlyList<Measure>> RunAsync()
    {
        using var peers = await LibmodbusPeers.StartAsync();
        if (peers is null)
            return [.. new[] { "read125", "read125_inflight8", "read125_shared8", "read125_vs_pymodbus" }.Select(n => Measure.Missing(n, "1/s", "libmodbus", 1)), Measure.Missing("bytes_per_read", "B", "libmodbus", BytesLimit)];
        using var busy = new BusyCores();
        using var libmodbus = await peers.ConnectAsync();
        var peerName = libmodbus.Version("libmodbus")!;
        var one = await PairsAsync(peers.Port, libmodbus, Reads);
        var inFlight = await PairsAsync(peers.Port, libmodbus, Reads, Parallel, Parallel);
        var shared = await PairsAsync(peers.Port, libmodbus, Reads, Parallel);
        return
        [
            Rate("read125", one, peerName, 1.0),
            Rate("read125_inflight8", inFlight, peerName, 1.1),
            Rate("read125_shared8", shared, peerName, 1.0),
            await PymodbusAsync(peers.Port),
            Bytes(one, inFlight, shared),
        ];
    }

    private static async Task<Measure> PymodbusAsync(int port)
    {
        const string name = "read125_vs_pymodbus";
        using var pymodbus = await PeerProgram.StartPythonAsync("modbus_read.py", $"{port}");
        return pymodbus?.Version("pymodbus") is { } version
            ? Rate(name, await PairsAsync(port, pymodbus, FewReads), version, 1)
            : Measure.Missing(name, "1/s", "pymodbus", 1);
    }

    private static async Task<PairResult<Trial>> PairsAsync(int port, PeerProgram peer, int reads, int callers = 1, int inFlight = 1)
    {
        var expected = ModbusSide.SumOf(reads);
        await using var ours = await ModbusSide.ConnectAsync(port, callers, inFlight);
        return await PairRunner.RunAsync(() => ours.RunAsync(reads), () => peer.RunAsync($"{reads}", Check), Pairs);

        void Check(System.Text.Json.JsonElement answer)
        {
            if (answer.GetProperty("sum").GetInt64() != expected)
                throw new InvalidOperationException("The peer read wrong registers.");
        }
    }

    private static Measure Rate(string name, PairResult<Trial> pairs, string peerName, double minRatio)
    {
        var (ours, peer) = pairs.Median(t => 1e9 / t.Wall);
        var (cpu, peerCpu) = pairs.Median(t => t.Cpu / 1000);
        var note = FormattableString.Invariant($"CPU {cpu:0.0} / {peerCpu:0.0} us a read; from-to {pairs.Spread(t => 1e9 / t.Wall)}");
        return Measure.More(name, "1/s", ours, peer, peerName, minRatio, note);
    }

    private static Measure Bytes(params PairResult<Trial>[] results)
    {
        var ours = results.Max(r => r.Median(t => t.Bytes).Ours);
        return new Measure("bytes_per_read", "B", ours, null, "-", null, BytesLimit, ours <= BytesLimit, "the worst way of reading, all threads");
    }
}
