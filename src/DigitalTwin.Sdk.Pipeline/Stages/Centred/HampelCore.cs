using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Hampel filter with the judged sample in the middle of its window.</summary>
internal struct HampelCore(int window, double sigmas, double resolution, SpikeAction action) : IBlockStage
{
    private const int Lanes = 4;
    private readonly HampelFilter _rule = new(window, sigmas, resolution, action);
    private CentredCore<HampelFilter> _core = new(window, new HampelFilter(window, sigmas, resolution, action));
    private SlidingEleven? _eleven;
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
        output.SetWaiting(window / 2);

        // Of the window's samples so far those before this one have gone out.
        var first = window - (window / 2);
        var centres = block.Slice(first, end - window);
        _values ??= new double[BlockBuffer.Size];
        _qualities ??= new Quality[BlockBuffer.Size];
        var results = new SampleBlock(centres.Ticks, _values.AsSpan(0, centres.Length), _qualities.AsSpan(0, centres.Length), centres.ArrivalTicks);
        var unsent = window == 11 && !_rule.IsDropped ? Mark(block.Slice(1, end - 1), centres, ref output) : Treat(block.Slice(1, end - 1), results, ref output);
        output.EmitRun(results.Slice(unsent, results.Length - unsent));
        return end;
    }

    public long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => _core.Advance(ticks, ref output);

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput => _core.Complete(ref output);

    public readonly void Save(StateWriter writer) => _core.Save(writer);

    public void Restore(StateReader reader) => _core.Restore(reader);

    /// <summary>As the other, for windows of eleven in which nothing is left out.</summary>
    private int Mark<TOutput>(SampleBlock block, SampleBlock centres, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var values = _values.AsSpan(0, centres.Length);
        var qualities = _qualities.AsSpan(0, centres.Length);
        centres.Values.CopyTo(values);
        centres.Qualities.CopyTo(qualities);
        _eleven ??= new SlidingEleven();
        output.CountFlagged(_eleven.Mark(block.Values, _rule, values, qualities));
        return 0;
    }

    /// <summary>Gives values and qualities to the samples in the middle of windows, the first of which begins with the first sample.</summary>
    /// <returns>How many results have gone out already, because one between them is left out.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly int Treat<TOutput>(SampleBlock block, SampleBlock results, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        ref var numbers = ref MemoryMarshal.GetReference(block.Values);
        ref var qualities = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<Quality, uint>(block.Qualities));
        ref var valuesOut = ref _values![0];
        ref var qualitiesOut = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<Quality, uint>(_qualities));
        var (limit, floor, mark) = (Vector256.Create(_rule.Limit), Vector256.Create(_rule.Floor), Vector128.Create((uint)_rule.Mark));
        var isReplaced = _rule.IsReplaced ? Vector256<double>.AllBitsSet : Vector256<double>.Zero;
        var (unsent, flagged) = (0, 0);
        for (var i = 0; i < results.Length; i += Lanes)
        {
            MedianNetwork.Compute(window, in Unsafe.Add(ref numbers, i), out var medians, out var deviations);
            var centre = (nuint)(i + (window / 2));
            var values = Vector256.LoadUnsafe(ref numbers, centre);
            var quality = Vector128.LoadUnsafe(ref qualities, centre);
            var isOutlier = Vector256.GreaterThan(Vector256.Abs(values - medians), limit * Vector256.MaxNative(deviations, floor));
            var outliers = isOutlier.ExtractMostSignificantBits();

            // Without a branch: about every tenth vector has an outlier, just too many for the processor to guess which.
            Vector256.ConditionalSelect(isOutlier & isReplaced, medians, values).StoreUnsafe(ref valuesOut, (nuint)i);
            var isMarked = Vector128.Narrow(isOutlier.AsUInt64().GetLower(), isOutlier.AsUInt64().GetUpper());
            Vector128.ConditionalSelect(isMarked, QualityLanes.Worst(quality, mark), quality).StoreUnsafe(ref qualitiesOut, (nuint)i);
            flagged += BitOperations.PopCount(outliers);
            for (; _rule.IsDropped && outliers != 0; outliers &= outliers - 1)
            {
                var dropped = i + BitOperations.TrailingZeroCount(outliers);
                output.EmitRun(results.Slice(unsent, dropped - unsent));
                output.Drop(DropCause.Rejected);
                unsent = dropped + 1;
            }
        }

        if (!_rule.IsDropped)
            output.CountFlagged(flagged);
        return unsent;
    }
}
