using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>The clean + resample work through our public API, and the same through Rx.NET operators.</summary>
internal sealed class CleanSide(CleanWork work)
{
    private const int BlockLength = 4032;
    private readonly GridSink _grid = new(11_000_000);

    /// <summary>The whole record in blocks.</summary>
    internal Trial Blocks() => Run((processor, from, to) =>
    {
        for (var start = from; start < to; start += BlockLength)
            processor.Push(work.Block(start, Math.Min(BlockLength, to - start)));
    });

    /// <summary>The whole record one by one.</summary>
    internal Trial OneByOne() => Run((processor, from, to) =>
    {
        var (ticks, values) = (work.Ticks, work.Values);
        for (var i = from; i < to; i++)
            processor.Push(new Sample<double>(values[i], ticks[i], ticks[i], Quality.Good));
    });

    /// <summary>The first part through Rx.NET operators.</summary>
    internal Trial Rx()
    {
        using var chain = new RxChain();
        var trial = Trial.Time(CleanWork.FirstPart, Push, static () => { });
        CheckFirstPart(chain);
        return trial;

        void Push()
        {
            for (var i = 0; i < CleanWork.FirstPart; i++)
                chain.Push(work.Seconds[i], work.Values[i]);
        }
    }

    private Trial Run(Action<SignalProcessor, int, int> push)
    {
        _grid.Clear();
        var processor = CleanWork.Pipeline.Start(_grid);

        // Buffers are made with the first block; what is measured is the steady state.
        push(processor, 0, BlockLength);
        var trial = Trial.Time(CleanWork.Samples - BlockLength, () => push(processor, BlockLength, CleanWork.Samples), processor.Complete);
        var (sum, gaps) = (0.0, 0);
        foreach (var value in _grid.Grid)
        {
            gaps += double.IsNaN(value) ? 1 : 0;
            sum += double.IsNaN(value) ? 0 : value;
        }

        // What is no number goes on marked Bad, until the last stage bridges it or, in a gap, gives it out.
        var kept = processor.Statistics[0].Emitted - processor.Statistics[2].Dropped - _grid.Unusable;
        CleanWork.Check("ours", kept, processor.Statistics[1].Flagged, _grid.Grid.Length, gaps, sum, _grid.Grid[12345]);
        return trial;
    }

    // The chain gives nothing around the first and last five samples nor for those that still wait; it must agree on all between.
    private void CheckFirstPart(RxChain chain)
    {
        var results = CleanWork.Pipeline.Run(work.Block(0, CleanWork.FirstPart)).Block;
        var (count, sum) = (0L, 0.0);
        for (var i = 0; i < results.Length; i++)
        {
            var second = (results.Ticks[i] - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
            if (second < chain.First || second > chain.Last)
                continue;
            count++;
            sum += results.Values[i];
        }

        if (count != chain.Count || Math.Abs(sum - chain.Sum) > 1e-2)
            throw new InvalidOperationException(FormattableString.Invariant($"{RxChain.Name}: {chain.Count} values with sum {chain.Sum:R}; ours {count}, {sum:R}."));
    }
}
