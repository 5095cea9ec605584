using System.Numerics;
using System.Runtime.InteropServices;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A factor and a shift, for single samples and for rows of Good ones.</summary>
internal struct LinearCore(double gain, double bias) : IBlockStage
{
    private PointCore<LinearOperator> _core = new(new LinearOperator(gain, bias));
    private double[]? _results;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput => _core.Process(sample, ref output);

    public int ProcessRun<TOutput>(SampleBlock block, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        const int shortest = 16;
        if (block.Length < shortest)
            return 0;
        block = block.Slice(0, Math.Min(block.Length, BlockBuffer.Size));
        var length = Runs.Good(block);
        var results = (_results ??= new double[BlockBuffer.Size]).AsSpan(0, length);
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(block.Values[..length]);
        var targets = MemoryMarshal.Cast<double, Vector<double>>(results);
        var (factor, shift) = (new Vector<double>(gain), new Vector<double>(bias));
        for (var i = 0; i < targets.Length; i++)
            targets[i] = (vectors[i] * factor) + shift;
        for (var i = targets.Length * Vector<double>.Count; i < length; i++)
            results[i] = (block.Values[i] * gain) + bias;

        // The first that is no number is for the other way.
        length = Runs.Finite(results);
        block = block.Slice(0, length);
        if (length > 0)
            output.EmitRun(new SampleBlock(block.Ticks, results[..length], block.Qualities, block.ArrivalTicks));
        return length;
    }

    public readonly long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => ticks;

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput => _core.Complete(ref output);

    public void Save(StateWriter writer) => _core.Save(writer);

    public void Restore(StateReader reader) => _core.Restore(reader);
}
