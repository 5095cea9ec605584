namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Runs a core that can work off many samples together.</summary>
internal sealed class BlockStageNode<TStage>(TStage stage, ISampleSink next, StageStatistics statistics) : StageNode<TStage>(stage, next, statistics)
    where TStage : struct, IBlockStage
{
    private protected override void Process(ref TStage stage, SampleBlock block, ref BlockOutput output)
    {
        for (var i = 0; i < block.Length; i++)
        {
            i += stage.ProcessRun(block.Slice(i, block.Length - i), ref output);
            if (i < block.Length)
                Process(ref stage, block[i], ref output);
        }
    }
}
