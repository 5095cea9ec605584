using System.Runtime.CompilerServices;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Runs one core for both ways of pushing; samples one by one go on at once, those of a block go on in blocks.</summary>
internal class StageNode<TStage>(TStage stage, ISampleSink next, StageStatistics statistics) : StageNode(statistics)
    where TStage : struct, ISampleStage
{
    private readonly ISampleSink _next = next;
    private BlockBuffer? _buffer;

    // Used by reference, so that the stage changes the field and not a copy of it.
    private TStage _stage = stage;

    public sealed override void OnSample(in Sample<double> sample)
    {
        Statistics.CountReceived(sample);
        var output = new SinkOutput(_next, Statistics);
        Process(ref _stage, sample, ref output);
    }

    public sealed override void OnBlock(SampleBlock block)
    {
        Statistics.CountReceived(block);
        var output = new BlockOutput(_buffer ??= new BlockBuffer(), _next, Statistics);
        Process(ref _stage, block, ref output);
        output.Flush();
    }

    internal sealed override long Advance(long ticks)
    {
        ref var stage = ref _stage;
        var output = new SinkOutput(_next, Statistics);
        return stage.Advance(ticks, ref output);
    }

    internal sealed override void Complete()
    {
        ref var stage = ref _stage;
        var output = new SinkOutput(_next, Statistics);
        stage.Complete(ref output);
    }

    internal sealed override void Save(StateWriter writer) => _stage.Save(writer);

    internal sealed override void Restore(StateReader reader)
    {
        ref var stage = ref _stage;
        stage.Restore(reader);
    }

    private protected virtual void Process(ref TStage stage, SampleBlock block, ref BlockOutput output)
    {
        for (var i = 0; i < block.Length; i++)
            Process(ref stage, block[i], ref output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void Process<TOutput>(ref TStage stage, in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (double.IsFinite(sample.Value) || !sample.Quality.IsUsable)
            stage.Process(sample, ref output);
        else
            ProcessRefused(ref stage, sample, ref output);
    }

    private static void ProcessRefused<TOutput>(ref TStage stage, Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        Refusal.Apply(ref sample, ref output);
        stage.Process(sample, ref output);
    }
}
