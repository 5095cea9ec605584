namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A stage that works off many samples faster than one by one, with the same results to the last bit.</summary>
internal interface IBlockStage : ISampleStage
{
    /// <summary>Works off as many samples from the front as it likes to together; the caller gives the next one singly and asks again.</summary>
    /// <returns>How many samples were worked off; 0 if the first is nothing for this.</returns>
    int ProcessRun<TOutput>(SampleBlock block, ref TOutput output)
        where TOutput : struct, ISampleOutput;
}
