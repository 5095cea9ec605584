namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Hands results to an Rx observer. The stage boundary: what the observer throws ends here, is counted, and costs one sample, so
/// that one faulty subscriber neither ends a live stream nor leaves the stage half way through its work.
/// </summary>
internal readonly struct ObserverOutput(IObserver<Sample<double>> next, StageStatistics statistics) : ISampleOutput
{
    public void Emit(in Sample<double> sample)
    {
        try
        {
            next.OnNext(sample);
            statistics.CountEmitted();
        }
        catch (Exception error)
        {
            statistics.CountError(error);
        }
    }

    public void CountFlagged() => statistics.CountFlagged();

    public void Drop(DropCause cause) => statistics.CountDropped(cause);

    public void Fail(Exception error) => statistics.CountError(error);

    public void CountLate() => statistics.CountLate();
}
