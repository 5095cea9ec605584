using System.Numerics;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Hampel filter with the judged sample in the middle of its window.</summary>
internal struct HampelCore(int window, double sigmas, double resolution, SpikeAction action) : IBlockStage
{
    private readonly HampelFilter _rule = new(window, sigmas, resolution, action);
    private CentredCore<HampelFilter> _core = new(window, new HampelFilter(window, sigmas, resolution, action));

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput => _core.Process(sample, ref output);

    /// <summary>
    /// A row of Good samples: the first ones singly, until window and line hold nothing else; then four windows at a time straight from the
    /// block. Window and line are made what they will be before anything goes out.
    /// </summary>
    public int ProcessRun<TOutput>(SampleBlock block, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        const int lanes = 4;
        if (!MedianNetwork.Has(window) || block.Length < 4 * window)
            return 0;
        var length = Runs.Good(block);
        if (length < 4 * window)
            return 0;

        for (var i = 0; i < window; i++)
            _core.Process(block[i], ref output);
        var half = window / 2;
        var end = length - ((length - window) % lanes);
        var (limit, floor) = (Vector256.Create(_rule.Limit), Vector256.Create(_rule.Floor));
        var unsent = window - half;
        _core.Refill(block.Slice(end - window, window));
        for (var newest = window; newest < end; newest += lanes)
        {
            MedianNetwork.Compute(window, in block.Values[newest - window + 1], out var medians, out var deviations);
            var centre = newest - half;
            var values = Vector256.LoadUnsafe(in block.Values[centre]);
            var outliers = Vector256.GreaterThan(Vector256.Abs(values - medians), limit * Vector256.MaxNative(deviations, floor)).ExtractMostSignificantBits();
            for (; outliers != 0; outliers &= outliers - 1)
            {
                var lane = BitOperations.TrailingZeroCount(outliers);
                output.EmitRun(block.Slice(unsent, centre + lane - unsent));
                unsent = centre + lane + 1;
                var sample = block[centre + lane];
                var result = _rule.Mark(ref sample, medians[lane]);
                CentredCore<HampelFilter>.Give(result, sample, ref output);
            }
        }

        output.EmitRun(block.Slice(unsent, end - half - unsent));
        return end;
    }

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput => _core.Complete(ref output);

    public readonly void Save(StateWriter writer) => _core.Save(writer);

    public void Restore(StateReader reader) => _core.Restore(reader);
}
