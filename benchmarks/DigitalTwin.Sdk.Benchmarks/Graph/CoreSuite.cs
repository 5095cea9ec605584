namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Writes into twin state with a subscriber on the change feed, and what a twin costs in memory.</summary>
internal sealed class CoreSuite : ISuite
{
    private const double TwinLimit = 1.5 * 1024;

    public string Name => "core";

    public string About =>
        """
        1,000,000 number writes in random order over 100,000 twins of 10 properties; one subscriber sees every change; state and
        notifications are summed and checked after every trial. Medians of 7 pairs after 2 for warming up. Two threads work (writer,
        subscriber), so a write is judged by wall time from the first write until the subscriber has seen the last; "CPU" is that of the
        whole process. A write carries event time, arrival time and quality on our side, the bare number on the peer's; queues hold
        1,024 and a full one makes the writer wait, on both sides. Batches of 64 by TwinGraph.Report, as a connector (by handle) or a
        message with many rows (by id) has them; with one call a write it is write_by_handle_single and write_by_id_single.
        """;

    public async Task<IReadOnlyList<Measure>> RunAsync()
    {
        var memory = BytesPerTwin();
        var work = new GraphWork();
        using var graph = new TwinGraphSide(work);
        using var peer = new DictionaryChannelSide(work);
        var byHandle = await PairsAsync(graph.InBatches, peer.Run);
        var single = await PairsAsync(graph.ByHandle, peer.Run);
        var byId = await PairsAsync(graph.ByIdInBatches, peer.Run);
        var singleById = await PairsAsync(graph.ById, peer.Run);
        return
        [
            Write("write_by_handle", byHandle, minRatio: 11, limit: 100),
            Write("write_by_handle_single", single, minRatio: 1, limit: double.PositiveInfinity),
            Write("write_by_id", byId, minRatio: 2.5, limit: 450),
            Write("write_by_id_single", singleById, minRatio: 1, limit: double.PositiveInfinity),
            Bytes(byHandle, single, byId, singleById),
            Measure.AtMost("bytes_per_twin", "B", memory.Ours, memory.Peer, DictionaryChannelSide.Name, TwinLimit, 1, "idle twin of 10 numbers, 100,000 of one model, identifiers included"),
        ];
    }

    private static Task<PairResult<Trial>> PairsAsync(Func<Trial> ours, Func<Trial> peer) =>
        PairRunner.RunAsync(() => Task.FromResult(ours()), () => Task.FromResult(peer()));

    private static Measure Write(string name, PairResult<Trial> pairs, double minRatio, double limit)
    {
        var (ours, peer) = pairs.Median(t => t.Wall);
        var (cpu, peerCpu) = pairs.Median(t => t.Cpu);
        var also = double.IsFinite(limit) ? FormattableString.Invariant($"also at most {limit} ns") : "no target of its own";
        var note = FormattableString.Invariant($"{also}; CPU {cpu:0.#} / {peerCpu:0.#}, from-to {pairs.Spread(t => t.Wall)}");
        return Measure.Less(name, "ns", ours, peer, DictionaryChannelSide.Name, minRatio, limit, note);
    }

    private static Measure Bytes(params PairResult<Trial>[] results)
    {
        var ours = results.Max(r => r.Median(t => t.Bytes).Ours);
        var peer = results.Max(r => r.Median(t => t.Bytes).Peer);

        // A trial's own few objects are spread over its writes; less than a byte in a hundred writes is none per write.
        var note = FormattableString.Invariant($"the worst way of writing, all threads; {ours * GraphWork.Writes:0} B in 1,000,000 writes");
        return Measure.AtMost("bytes_per_write", "B", ours < 0.01 ? 0 : ours, peer, DictionaryChannelSide.Name, 0, 0.01, note);
    }

    private static (double Ours, double Peer) BytesPerTwin() => (BytesOf(TwinGraphSide.Build), BytesOf(DictionaryChannelSide.Build));

    private static double BytesOf<T>(Func<T> build)
        where T : class
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var built = build();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(built);
        return (after - before) / (double)GraphWork.Twins;
    }
}
