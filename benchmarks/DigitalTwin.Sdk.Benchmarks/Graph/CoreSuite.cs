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
        subscriber), so a write is judged by wall time from the first write until the subscriber has seen the last; "caller" is when
        the writer was done, "CPU" is that of the whole process. A write carries event time, arrival time and quality on our side,
        the bare number on the peer's.
        """;

    public async Task<IReadOnlyList<Measure>> RunAsync()
    {
        var memory = BytesPerTwin();
        var work = new GraphWork();
        using var graph = new TwinGraphSide(work);
        using var peer = new DictionaryChannelSide(work);
        var byHandle = await PairRunner.RunAsync(() => Task.FromResult(graph.ByHandle()), () => Task.FromResult(peer.Run()));
        var byId = await PairRunner.RunAsync(() => Task.FromResult(graph.ById()), () => Task.FromResult(peer.Run()));
        return
        [
            Write("write_by_handle", byHandle, minRatio: 11, limit: 100),
            Write("write_by_id", byId, minRatio: 2.5, limit: 450),
            Bytes(byHandle, byId),
            Measure.AtMost("bytes_per_twin", "B", memory.Ours, memory.Peer, DictionaryChannelSide.Name, TwinLimit, 1, "idle twin of 10 numbers, 100,000 of one model, identifiers included"),
        ];
    }

    private static Measure Write(string name, PairResult<Trial> pairs, double minRatio, double limit)
    {
        var (ours, peer) = pairs.Median(t => t.Wall);
        var (caller, peerCaller) = pairs.Median(t => t.Submit);
        var (cpu, peerCpu) = pairs.Median(t => t.Cpu);
        var note = FormattableString.Invariant($"also at most {limit} ns; caller {caller:0.#} / {peerCaller:0.#}, CPU {cpu:0.#} / {peerCpu:0.#}, from-to {pairs.Spread(t => t.Wall)}");
        return Measure.Less(name, "ns", ours, peer, DictionaryChannelSide.Name, minRatio, limit, note);
    }

    private static Measure Bytes(PairResult<Trial> byHandle, PairResult<Trial> byId)
    {
        var (handle, peer) = byHandle.Median(t => t.Bytes);
        var (id, _) = byId.Median(t => t.Bytes);
        // A trial's own few objects are spread over its writes; less than a byte in a hundred writes is none per write.
        var ours = Math.Max(handle, id);
        var note = FormattableString.Invariant($"the worse of by handle and by id, all threads; {ours * GraphWork.Writes:0} B in 1,000,000 writes");
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
