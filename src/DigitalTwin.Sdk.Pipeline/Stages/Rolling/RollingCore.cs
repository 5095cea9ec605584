namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A statistic of a trailing window, for single samples and for rows of Good ones.</summary>
internal struct RollingCore<TValue>(int capacity, TimeSpan span, int minimum, TValue value) : IBlockStage
    where TValue : struct, IRollingValue
{
    private PointCore<RollingOperator<TValue>> _core = new(new RollingOperator<TValue>(capacity, span, minimum, value));
    private double[]? _results;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput => _core.Process(sample, ref output);

    public int ProcessRun<TOutput>(SampleBlock block, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        // So long that calls cost nothing, so short that what is worked on stays in the nearest cache.
        const int shortest = 8;
        const int longest = 2048;
        if (block.Length < shortest || span != TimeSpan.MaxValue || _core.IsLinkLost)
            return 0;
        block = block.Slice(0, Math.Min(block.Length, longest));
        var length = Runs.Good(block);
        var results = _results ??= new double[longest];
        length = _core.Operator.Exchange(block.Ticks[..length], block.Values[..length], results, out var areFinite);
        block = block.Slice(0, length);
        if (areFinite || Runs.Finite(results.AsSpan(0, length)) == length)
        {
            output.EmitRun(new SampleBlock(block.Ticks, results.AsSpan(0, length), block.Qualities, block.ArrivalTicks));
            return length;
        }

        for (var i = 0; i < length; i++)
            PointCore<RollingOperator<TValue>>.EmitChecked(block[i], results[i], ref output);
        return length;
    }

    public readonly long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => ticks;

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput => _core.Complete(ref output);

    public void Save(StateWriter writer) => _core.Save(writer);

    public void Restore(StateReader reader) => _core.Restore(reader);
}
