namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>The subscriber of the graph work: counts every change and adds up what changed.</summary>
internal sealed class ChangeCounter : IObserver<TwinChange>
{
    private long _count;
    private double _sum;

    internal long Count => Volatile.Read(ref _count);

    /// <summary>Valid once <see cref="Count"/> has been seen to have reached the last change.</summary>
    internal double Sum => _sum;

    public void OnNext(TwinChange value)
    {
        ref readonly var change = ref value[0];
        _sum += change.Number - change.OldNumber;
        Volatile.Write(ref _count, _count + 1);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error) => throw error;
}
