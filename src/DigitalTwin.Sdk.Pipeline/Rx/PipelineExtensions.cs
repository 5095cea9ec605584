using System.Diagnostics.Metrics;
using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Joins Rx streams and pipelines.</summary>
public static class PipelineExtensions
{
    /// <summary>Passes a stream through a pipeline. Every subscription has a state of its own and is delivered on the thread of the source.</summary>
    /// <param name="source">The samples, one at a time, as Rx demands.</param>
    /// <param name="pipeline">What to do with them.</param>
    public static IObservable<Sample<double>> Through(this IObservable<Sample<double>> source, SignalPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pipeline);
        return ThroughObservable.Of(source, pipeline);
    }

    /// <summary>
    /// Lets the operators before and after it go on while the signal is silent, by the time of the twin's lane:
    /// <c>raw.InOrder(lateness: 2 s).AdvanceWhenIdle(maxIdle: 5 s, builder.Lane(pump))</c>.
    /// </summary>
    /// <remarks>
    /// When nothing has come for <paramref name="maxIdle"/> to twice as long, the operators are told that event time has come up to that long before
    /// now; see <see cref="SignalProcessor.AdvanceTo"/> for what follows. So one silent sensor holds nothing back. Lane time follows the samples
    /// in a replay, which therefore gives the same again. What comes after that and is older is late: where a source stores samples while its link is
    /// down, allow for that in <paramref name="maxIdle"/> or do without. Use it within the chain of the lane's twin only, right next to operators of
    /// this package: it reaches them up to the next operator of another make. Where there is none, <c>Subscribe</c> throws <see cref="InvalidOperationException"/>.
    /// </remarks>
    /// <param name="source">Operators of this package.</param>
    /// <param name="maxIdle">How far event time may lag behind the clock while nothing comes, above 0: longer than the usual delay and period of the source.</param>
    /// <param name="lane">The lane in which the samples come.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above 0.</exception>
    public static IObservable<Sample<double>> AdvanceWhenIdle(this IObservable<Sample<double>> source, TimeSpan maxIdle, TwinLane lane)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(lane);
        RequireIdle(maxIdle);
        return ThroughObservable.Of(source, IdleTimer.Of(lane, maxIdle));
    }

    /// <summary>Lets the operators before and after it go on while the signal is silent, by a clock; for streams outside a runtime.</summary>
    /// <remarks>As the other overload, but what goes on comes on a thread of the clock, never at the same time as a sample.</remarks>
    /// <param name="source">Operators of this package.</param>
    /// <param name="maxIdle">How far event time may lag behind the clock while nothing comes, above 0 and at most 49 days.</param>
    /// <param name="clock">The clock by which samples arrive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is outside its range.</exception>
    public static IObservable<Sample<double>> AdvanceWhenIdle(this IObservable<Sample<double>> source, TimeSpan maxIdle, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(clock);
        RequireIdle(maxIdle);
        return ThroughObservable.Of(source, IdleTimer.Of(clock, maxIdle));
    }

    /// <summary>The same pipeline with counters that are published as metrics for every operator that has none yet; see <see cref="StageStatistics"/>.</summary>
    /// <remarks>What runs of it at the same time, as subscriptions and processors, adds to the same counters; give each signal its own.</remarks>
    /// <param name="pipeline">The pipeline; its JSON and hash stay as they are.</param>
    /// <param name="signal">Which signal it works on, for instance <c>pump-101/flow</c>; the tag <c>stage</c> is this, the operator's place and its kind.</param>
    /// <param name="meterFactory">Where to publish.</param>
    /// <param name="clock">To measure latencies with; null (the default) for none.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static SignalPipeline WithMetrics(this SignalPipeline pipeline, string signal, IMeterFactory meterFactory, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentException.ThrowIfNullOrWhiteSpace(signal);
        ArgumentNullException.ThrowIfNull(meterFactory);
        return pipeline.Counted((place, kind) => new StageStatistics($"{signal} {place}-{kind}", meterFactory, clock));
    }

    internal static void RequireIdle(TimeSpan maxIdle) =>
        Require(maxIdle > TimeSpan.Zero && maxIdle < TimeSpan.FromDays(49), maxIdle, nameof(maxIdle), "must be above 0 and at most 49 days");

    /// <summary>Passes a stream through one operator. What is wrong with its arguments is said with the name of the signal, where it has one.</summary>
    internal static IObservable<Sample<double>> Through(this IObservable<Sample<double>> source, Func<StageDefinition> define)
    {
        ArgumentNullException.ThrowIfNull(source);
        StageDefinition stage;
        try
        {
            stage = define();
        }
        catch (ArgumentException error) when (ThroughObservable.NameOf(source) is { } name)
        {
            throw error.In(name);
        }

        return ThroughObservable.Of(source, new SignalPipeline().With(stage));
    }
}
