namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Hands results on one by one. What the sink throws goes back to whoever pushed, who answers for that sample; to catch it here would
/// hide it. Every stage therefore brings its state in order before it emits.
/// </summary>
internal readonly struct SinkOutput(ISampleSink next, StageStatistics statistics) : ISampleOutput
{
    public void Emit(in Sample<double> sample)
    {
        statistics.CountEmitted();
        next.OnSample(sample);
    }

    public void EmitRun(SampleBlock run)
    {
        for (var i = 0; i < run.Length; i++)
            Emit(run[i]);
    }

    public void CountFlagged(int samples = 1) => statistics.CountFlagged(samples);

    public void Drop(DropCause cause) => statistics.CountDropped(cause);

    public void Fail(Exception error) => statistics.CountError(error);

    public void SetWaiting(int samples) => statistics.SetWaiting(samples);

    public void CountLate() => statistics.CountLate();
}
