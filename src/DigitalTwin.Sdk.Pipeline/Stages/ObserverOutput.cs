namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Hands results to an Rx observer. What the observer throws goes back to the source, where the runtime makes that sample Bad and
/// counts it; to catch it here would leave the property at its last value as if nothing had happened. Every stage therefore brings
/// its state in order before it emits.
/// </summary>
internal readonly struct ObserverOutput(IObserver<Sample<double>> next, StageStatistics statistics) : ISampleOutput
{
    public void Emit(in Sample<double> sample)
    {
        statistics.CountEmitted();
        next.OnNext(sample);
    }

    public void CountFlagged() => statistics.CountFlagged();

    public void Drop(DropCause cause) => statistics.CountDropped(cause);

    public void Fail(Exception error) => statistics.CountError(error);

    public void CountLate() => statistics.CountLate();
}
