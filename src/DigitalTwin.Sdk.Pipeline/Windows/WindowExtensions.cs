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
        return new WindowObservable(source, windows, null, statistics);
    }

    /// <summary>Totals of windows that end also while the signal is silent, by the time of the twin's lane.</summary>
    /// <remarks>When nothing has come for <paramref name="maxIdle"/> to twice as long, event time is taken to have come up to that long before now. A replay gives the same again.</remarks>
    /// <param name="source">The samples, in any order, one at a time.</param>
    /// <param name="windows">Which windows.</param>
    /// <param name="maxIdle">How far event time may lag behind the clock while nothing comes, above 0 and at most 49 days.</param>
    /// <param name="lane">The lane in which the samples come.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is outside its range.</exception>
    public static IObservable<WindowResult> Windows(
        this IObservable<Sample<double>> source, SignalWindows windows, TimeSpan maxIdle, TwinLane lane, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(lane);
        PipelineExtensions.RequireIdle(maxIdle);
        return new WindowObservable(source, windows, IdleTimer.Of(lane, maxIdle), statistics);
    }

    /// <summary>Totals of windows that end also while the signal is silent, by a clock; for streams outside a runtime.</summary>
    /// <remarks>As the overload with a lane, but such results come on a thread of the clock, never at the same time as a sample.</remarks>
    /// <param name="source">The samples, in any order, one at a time.</param>
    /// <param name="windows">Which windows.</param>
    /// <param name="maxIdle">How far event time may lag behind the clock while nothing comes, above 0 and at most 49 days.</param>
    /// <param name="clock">The clock by which samples arrive.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is outside its range.</exception>
    public static IObservable<WindowResult> Windows(
        this IObservable<Sample<double>> source, SignalWindows windows, TimeSpan maxIdle, TimeProvider clock, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(clock);
        PipelineExtensions.RequireIdle(maxIdle);
        return new WindowObservable(source, windows, IdleTimer.Of(clock, maxIdle), statistics);
    }

    private sealed class WindowObservable(IObservable<Sample<double>> source, SignalWindows windows, IdleTimer? timer, StageStatistics? statistics)
        : IObservable<WindowResult>
    {
        public IDisposable Subscribe(IObserver<WindowResult> observer)
        {
            ArgumentNullException.ThrowIfNull(observer);
            var processor = windows.Start(observer.OnNext, statistics);
            return new SampleFeeder<WindowResult>(s => processor.Push(s), processor.AdvanceTo, processor.Complete, processor.Statistics, observer).Connect(source, timer);
        }
    }
}
