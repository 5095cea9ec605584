namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Runs one core for both ways of pushing; samples one by one go on at once, those of a block go on in blocks.</summary>
internal sealed class StageNode<TStage>(TStage stage, ISampleSink next, StageStatistics statistics) : StageNode(statistics)
    where TStage : struct, ISampleStage
{
    // Large enough to make a call per block cheap, small enough to stay in the second-level cache: 112 KiB.
    private const int BlockSize = 4096;
    private readonly ISampleSink _next = next;

    // Used by reference, so that the stage changes the field and not a copy of it.
    private TStage _stage = stage;
    private SampleColumns? _results;

    public override void OnSample(in Sample<double> sample)
    {
        Statistics.CountReceived();
        ref var stage = ref _stage;
        var output = new SinkOutput(_next, Statistics);
        if (double.IsFinite(sample.Value) || !sample.Quality.IsUsable)
            stage.Process(sample, ref output);
        else
            stage.Process(Refused(sample), ref output);
    }

    public override void OnBlock(SampleBlock block)
    {
        var results = _results ??= new SampleColumns(BlockSize);
        var output = new BlockOutput(results, BlockSize, _next, Statistics);
        Statistics.CountReceived(block.Length);
        ref var stage = ref _stage;
        for (var i = 0; i < block.Length; i++)
        {
            var sample = block[i];
            if (double.IsFinite(sample.Value) || !sample.Quality.IsUsable)
                stage.Process(sample, ref output);
            else
                stage.Process(Refused(sample), ref output);
        }

        output.Flush();
    }

    internal override void Complete()
    {
        ref var stage = ref _stage;
        var output = new SinkOutput(_next, Statistics);
        stage.Complete(ref output);
    }

    internal override void Save(StateWriter writer) => _stage.Save(writer);

    internal override void Restore(StateReader reader) => _stage.Restore(reader);

    // Rule for every stage: what claims to be usable must be a number; what is not one is Bad from the first operator on.
    private Sample<double> Refused(in Sample<double> sample)
    {
        Statistics.CountFlagged();
        return sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.ConversionError) };
    }
}
