using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Hampel filter with the judged sample in the middle of its window.</summary>
internal struct HampelCore(int window, double sigmas, double resolution, SpikeAction action) : IBlockStage
{
    private const int Lanes = 4;
    private readonly HampelFilter _rule = new(window, sigmas, resolution, action);
    private CentredCore<HampelFilter> _core = new(window, new HampelFilter(window, sigmas, resolution, action));
    private double[]? _values;
    private Quality[]? _qualities;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput => _core.Process(sample, ref output);

    /// <summary>
    /// A row of Good samples: the first ones singly, until window and line hold nothing else; then four windows at a time straight from the
    /// block. Window and line are made what they will be before anything goes out.
    /// </summary>
    public int ProcessRun<TOutput>(SampleBlock block, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (!MedianNetwork.Has(window) || block.Length < 4 * window)
            return 0;
        block = block.Slice(0, Math.Min(block.Length, BlockBuffer.Size));
        var length = Runs.Good(block);
        if (length < 4 * window)
            return 0;

        for (var i = 0; i < window; i++)
            _core.Process(block[i], ref output);
        var end = length - ((length - window) % Lanes);
        _core.Refill(block.Slice(end - window, window));

        // Of the window's samples so far those before this one have gone out.
        var first = window - (window / 2);
        var centres = block.Slice(first, end - window);
        var values = (_values ??= new double[BlockBuffer.Size]).AsSpan(0, centres.Length);
        var qualities = (_qualities ??= new Quality[BlockBuffer.Size]).AsSpan(0, centres.Length);
        centres.Qualities.CopyTo(qualities);
        var results = new SampleBlock(centres.Ticks, values, qualities, centres.ArrivalTicks);
        var unsent = 0;
        ref readonly var oldest = ref block.Values[1];
        var (limit, floor) = (Vector256.Create(_rule.Limit), Vector256.Create(_rule.Floor));
        for (var i = 0; i < centres.Length; i += Lanes)
        {
            MedianNetwork.Compute(window, in Unsafe.Add(ref Unsafe.AsRef(in oldest), i), out var medians, out var deviations);
            var middle = Vector256.LoadUnsafe(in centres.Values[i]);
            middle.StoreUnsafe(ref values[i]);
            var outliers = Vector256.GreaterThan(Vector256.Abs(middle - medians), limit * Vector256.MaxNative(deviations, floor)).ExtractMostSignificantBits();
            for (; outliers != 0; outliers &= outliers - 1)
            {
                var lane = BitOperations.TrailingZeroCount(outliers);
                var sample = centres[i + lane];
                if (_rule.Mark(ref sample, medians[lane]) == PointResult.LeftOut)
                {
                    output.EmitRun(results.Slice(unsent, i + lane - unsent));
                    unsent = i + lane + 1;
                    output.Drop(DropCause.Rejected);
                    continue;
                }

                (values[i + lane], qualities[i + lane]) = (sample.Value, sample.Quality);
                output.CountFlagged();
            }
        }

        output.EmitRun(results.Slice(unsent, centres.Length - unsent));
        return end;
    }

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput => _core.Complete(ref output);

    public readonly void Save(StateWriter writer) => _core.Save(writer);

    public void Restore(StateReader reader) => _core.Restore(reader);
}
