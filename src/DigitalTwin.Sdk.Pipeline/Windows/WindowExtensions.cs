namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Cuts signals into windows.</summary>
public static class WindowExtensions
{
    /// <summary>Totals of windows: <c>power.Windows(SignalWindows.Tumbling(TimeSpan.FromMinutes(15)).AllowLateness(TimeSpan.FromSeconds(30)))</c>.</summary>
    /// <remarks>
    /// See <see cref="SignalWindows"/> for order, memory, and what becomes of Bad, late and repeated samples. Each subscription has a state of
    /// its own and is delivered on the thread of the source; errors and completion of the source are passed on, completion after all open windows.
    /// </remarks>
    /// <param name="source">The samples, in any order, one at a time.</param>
    /// <param name="windows">Which windows.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>Results of windows, first ones in order of their ends, and revisions.</returns>
    public static IObservable<WindowResult> Windows(this IObservable<Sample<double>> source, SignalWindows windows, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(windows);
        return new WindowObservable(source, windows, statistics);
    }

    private sealed class WindowObservable(IObservable<Sample<double>> source, SignalWindows windows, StageStatistics? statistics) : IObservable<WindowResult>
    {
        public IDisposable Subscribe(IObserver<WindowResult> observer)
        {
            ArgumentNullException.ThrowIfNull(observer);
            return source.Subscribe(new Feeder(windows.Start(observer.OnNext, statistics), observer));
        }
    }

    private sealed class Feeder(WindowProcessor processor, IObserver<WindowResult> next) : IObserver<Sample<double>>
    {
        public void OnNext(Sample<double> value) => processor.Push(value);

        public void OnError(Exception error) => next.OnError(error);

        public void OnCompleted()
        {
            processor.Complete();
            next.OnCompleted();
        }
    }
}
