using System.Reactive.Disposables;
using System.Reactive.Linq;
using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Brings several signals together by event time.</summary>
public static class JoinExtensions
{
    /// <summary>A row for each sample of this signal, with what another was at that time: <c>flow.JoinWith(head, SignalJoin.AsOf(maxAge: 5 s))</c>.</summary>
    /// <remarks>See <see cref="SignalJoin"/>. The signals may come on different threads; rows are given one at a time. Completes when both have.</remarks>
    /// <param name="source">The signal that gives the times, in order.</param>
    /// <param name="other">The other signal, in order.</param>
    /// <param name="join">How to find the other's value.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    public static IObservable<JoinedSample> JoinWith(
        this IObservable<Sample<double>> source, IObservable<Sample<double>> other, SignalJoin join, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(join);
        return Observable.Create<JoinedSample>(observer => Connect(
            [source, other],
            join.Start(2, (ticks, row) => observer.OnNext(new JoinedSample(new DateTimeOffset(ticks, TimeSpan.Zero), row[0], row[1])), statistics),
            observer));
    }

    /// <summary>One signal of several redundant sensors: <c>new[] { a, b, c }.Vote(VotingRule.TwoOutOfThree, tolerance: 0.5, maxAge: 2 s)</c>.</summary>
    /// <remarks>
    /// Votes at every time at which any sensor has a sample, on the last sample of each at or before it, so that a dead sensor stops nothing: its value
    /// counts for <paramref name="maxAge"/>, and votes wait for it, in event time, no longer than that. A sensor whose newest sample is Bad has no
    /// vote. Sensors with samples at the same times, as after <c>Resample</c>, are best. Otherwise as <see cref="SignalJoin.AsOf"/>.
    /// </remarks>
    /// <param name="sensors">The sensors, 2 to 64, each in order; three or more for a vote that one broken sensor cannot turn.</param>
    /// <param name="rule">How they decide.</param>
    /// <param name="tolerance">How far from the vote a value may be to agree with it, for two out of three how far the two may be apart; in the unit of the
    /// property, finite, at least 0.</param>
    /// <param name="maxAge">How old a sensor's value may be, above 0.</param>
    /// <param name="disagreements">Is told when a sensor begins or ceases to disagree; null to tell nobody.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>The votes, at strictly rising times.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static IObservable<Sample<double>> Vote(
        this IReadOnlyList<IObservable<Sample<double>>> sensors,
        VotingRule rule,
        double tolerance,
        TimeSpan maxAge,
        SideOutput<Disagreement>? disagreements = null,
        StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(sensors);
        IObservable<Sample<double>>[] copy = [.. sensors];
        Require(copy.Length is >= 2 and <= 64, copy.Length, nameof(sensors), "must be 2 to 64");
        Require(Enum.IsDefined(rule), rule, nameof(rule), "is not a rule");
        Require(double.IsFinite(tolerance) && tolerance >= 0, tolerance, nameof(tolerance), "must be a finite number of at least 0");
        var join = SignalJoin.AsOf(maxAge);
        return Observable.Create<Sample<double>>(observer =>
        {
            var voter = new Voter(copy.Length, rule, tolerance, disagreements, observer.OnNext);
            return Connect(copy, new JoinProcessor(join, copy.Length, isDrivenByAll: true, voter.Vote, statistics ?? new StageStatistics("vote")), observer);
        });
    }

    private static CompositeDisposable Connect<T>(IObservable<Sample<double>>[] sources, JoinProcessor processor, IObserver<T> observer)
    {
        var gate = new Lock();
        var open = sources.Length;
        var subscriptions = new CompositeDisposable();
        for (var i = 0; i < sources.Length; i++)
        {
            var input = i;
            subscriptions.Add(sources[i].Subscribe(
                sample =>
                {
                    lock (gate)
                        processor.Push(input, sample);
                },
                error =>
                {
                    lock (gate)
                        observer.OnError(error);
                },
                () =>
                {
                    lock (gate)
                    {
                        if (--open > 0)
                            return;
                        processor.Complete();
                        observer.OnCompleted();
                    }
                }));
        }

        return subscriptions;
    }
}
