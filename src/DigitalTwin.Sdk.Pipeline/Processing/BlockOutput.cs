namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Gathers results in columns and hands them on as blocks.</summary>
internal readonly struct BlockOutput(SampleColumns results, int size, ISampleSink next, StageStatistics statistics) : ISampleOutput
{
    public void Emit(in Sample<double> sample)
    {
        if (results.Count == size)
            Flush();
        results.Add(sample);
    }

    public void CountFlagged() => statistics.CountFlagged();

    public void Drop(DropCause cause) => statistics.CountDropped(cause);

    public void Fail(Exception error) => statistics.CountError(error);

    public void CountLate() => statistics.CountLate();

    /// <summary>Hands on what there is. The columns are empty afterwards, also if the sink throws.</summary>
    internal void Flush()
    {
        if (results.Count == 0)
            return;
        statistics.CountEmitted(results.Count);
        var block = results.Block;
        results.Clear();
        next.OnBlock(block);
    }
}
