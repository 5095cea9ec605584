using System.Diagnostics;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Cleaning, resampling and rolling statistics, against numpy, pandas, bottleneck and Rx.NET.</summary>
internal sealed class PipelineSuite : ISuite
{
    private const double BatchLimit = 13;
    private const double PushLimit = 40;
    private const double StageLimit = 25;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private readonly List<Trial> _ours = [];

    public string Name => "pipeline";

    public string About =>
        """
        Clean + resample: 10,000,000 samples, about one a second, 1 % late, 1 % of a repeated time, gaps, spikes, no numbers; order,
        Hampel 11 with 3 sigmas, linear to 1 s, no bridge over more than 5 s; blocks of 4,032. Rolling: 2,000,000 samples, window 101.
        Rx chain: Where, Scan, Buffer, Select, Buffer, SelectMany, over the first 500,000. All work is of one thread and judged by CPU
        time per sample, medians of pairs run in turns; every trial's answer is checked against two independent implementations'.
        Ours takes and gives times and qualities too; the peers bare numbers. Before its pairs ours runs for two seconds, so that the
        compiler's tiers have settled, as they have in a plant after a few seconds.
        """;

    public async Task<IReadOnlyList<Measure>> RunAsync()
    {
        var measures = new List<Measure>();
        await CleanAsync(measures);
        await RollingAsync(measures);
        measures.Add(await RxStageAsync());
        var bytes = _ours.Max(t => t.Bytes);
        var note = "the worst of our trials, all threads, after the first block; a trial's own few objects are less than 0.01";
        measures.Add(new Measure("bytes_per_sample", "B", bytes < 0.01 ? 0 : bytes, null, "-", null, 0, bytes < 0.01, note));
        return measures;
    }

    private async Task CleanAsync(List<Measure> measures)
    {
        var work = new CleanWork();
        var ours = new CleanSide(work);
        using (var numpy = await PeerProgram.StartPythonAsync("clean_resample.py"))
        {
            measures.Add(numpy?.Version("numpy") is { } version
                ? Less("clean_resample_batch_vs_numpy", await PairsAsync(ours.Blocks, () => numpy.RunAsync("numpy", CheckClean), 5, 1), version, 48, BatchLimit)
                : Measure.Missing("clean_resample_batch_vs_numpy", "ns", "numpy", 48));
        }

        measures.Add(Less("clean_resample_batch_vs_rx", await PairsAsync(ours.Blocks, () => Task.FromResult(ours.Rx())), RxChain.Name, 70, BatchLimit));
        measures.Add(Less("clean_resample_push_vs_rx", await PairsAsync(ours.OneByOne, () => Task.FromResult(ours.Rx())), RxChain.Name, 23, PushLimit));
    }

    private static void CheckClean(System.Text.Json.JsonElement answer) => CleanWork.Check(
        "numpy",
        answer.GetProperty("kept").GetInt64(),
        answer.GetProperty("replaced").GetInt64(),
        answer.GetProperty("grid").GetInt64(),
        answer.GetProperty("gaps").GetInt64(),
        answer.GetProperty("sum").GetDouble(),
        answer.GetProperty("at").GetDouble());

    private async Task RollingAsync(List<Measure> measures)
    {
        var ours = new RollingSide();
        using var python = await PeerProgram.StartPythonAsync("rolling.py");
        measures.Add(await RollingAsync("rolling_median_101", "median", python, ours.Median, RollingSide.CheckMedian, 1.25, 8));
        measures.Add(await RollingAsync("rolling_mean_std_101", "mean_std", python, ours.MeanAndDeviation, RollingSide.CheckMeanAndDeviation, 1, 7));
    }

    private async Task<Measure> RollingAsync(
        string name, string work, PeerProgram? python, Func<Trial> ours, Action<System.Text.Json.JsonElement> check, double minRatio, double minPandas)
    {
        if (python?.Version("bottleneck") is not { } bottleneck)
            return Measure.Missing(name, "ns", "bottleneck", minRatio);
        if (python.Version("pandas") is not { } pandas)
            return Measure.Missing(name, "ns", "pandas", minPandas);
        var first = await PairsAsync(ours, () => python.RunAsync($"bottleneck_{work}", check));
        var second = await PairsAsync(ours, () => python.RunAsync($"pandas_{work}", check), 5, 1);
        var (mine, theirs) = second.Median(t => t.Cpu);
        var also = FormattableString.Invariant($"also {minPandas} times {pandas}, which takes {theirs:0.#}: {theirs / mine:0.0} times");
        var measure = Less(name, first, bottleneck, minRatio, double.PositiveInfinity);
        return measure with { Met = measure.Met && theirs / mine >= minPandas, Note = $"{also}; {measure.Note}" };
    }

    private async Task<Measure> RxStageAsync()
    {
        var pairs = await PairsAsync(RxStageSide.Ours, () => Task.FromResult(RxStageSide.Bare()));
        var (ours, bare) = pairs.Median(t => t.Cpu);
        var note = FormattableString.Invariant($"a stage of a chain of {RxStageSide.Stages}; target: at most so much more than the peer's; from-to {pairs.Spread(t => t.Cpu)}");
        return new Measure("rx_stage", "ns", ours, bare, RxStageSide.PeerName, bare / ours, StageLimit, ours - bare <= StageLimit, note);
    }

    private Task<PairResult<Trial>> PairsAsync(Func<Trial> ours, Func<Task<Trial>> peer, int pairs = PairRunner.Pairs, int warmUps = 2)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmUp)
            _ = ours();
        return PairRunner.RunAsync(() => Task.FromResult(Noted()), peer, pairs, warmUps);

        Trial Noted()
        {
            var trial = ours();
            _ours.Add(trial);
            return trial;
        }
    }

    private static Measure Less(string name, PairResult<Trial> pairs, string peerName, double minRatio, double limit)
    {
        var (ours, peer) = pairs.Median(t => t.Cpu);
        var (wall, peerWall) = pairs.Median(t => t.Wall);
        var also = double.IsFinite(limit) ? FormattableString.Invariant($"also at most {limit} ns; ") : "";
        var note = FormattableString.Invariant($"{also}wall {wall:0.#} / {peerWall:0.#}, from-to {pairs.Spread(t => t.Cpu)}");
        return Measure.Less(name, "ns", ours, peer, peerName, minRatio, limit, note);
    }
}
