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
        return new JoinObservable<JoinedSample>(observer =>
        {
            var processor = join.Start(2, (ticks, row) => observer.OnNext(new JoinedSample(new DateTimeOffset(ticks, TimeSpan.Zero), row[0], row[1])), statistics);
            return new JoinInputs<JoinedSample>(observer, (input, sample) => processor.Push(input, sample), processor.Complete).Connect([source, other]);
        });
    }

    /// <summary>Marks a signal as frozen where it stands still although what drives it moves: <c>flow.FlagFrozen(driver: speed, rule)</c>.</summary>
    /// <remarks>See <see cref="FrozenRule"/>. The signals may come on different threads; samples are given one at a time. Completes when both have.</remarks>
    /// <param name="source">The signal, in order; one that is not newer than the newest is dropped and counted.</param>
    /// <param name="driver">What makes it move: a speed, a valve's position, a heater's power; in order.</param>
    /// <param name="rule">When it is frozen.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>The signal's samples; frozen ones as at most Uncertain | <see cref="Quality.Frozen"/>.</returns>
    public static IObservable<Sample<double>> FlagFrozen(
        this IObservable<Sample<double>> source, IObservable<Sample<double>> driver, FrozenRule rule, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentNullException.ThrowIfNull(rule);
        return new JoinObservable<Sample<double>>(observer =>
        {
            var processor = rule.Start(observer.OnNext, statistics);
            return new JoinInputs<Sample<double>>(observer, Push, processor.Complete).Connect([source, driver]);

            void Push(int input, Sample<double> sample)
            {
                if (input == 0)
                    processor.Push(sample);
                else
                    processor.PushDriver(sample);
            }
        });
    }

    /// <summary>One signal of several redundant sensors: <c>new[] { a, b, c }.Vote(VotingRule.TwoOutOfThree, tolerance: 0.5, maxAge: 2 s)</c>.</summary>
    /// <remarks>See <see cref="SensorVote"/>. The sensors may come on different threads; votes are given one at a time. Completes when all have.</remarks>
    /// <param name="sensors">The sensors, 2 to 64, each in order, for two out of three exactly three; three or more for a vote that one broken sensor cannot turn.</param>
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
        try
        {
            return sensors.Vote(new SensorVote(rule, tolerance, maxAge), disagreements, statistics);
        }
        catch (ArgumentException error) when (sensors.Count > 0 && ThroughObservable.NameOf(sensors[0]) is { } name)
        {
            throw error.In(name);
        }
    }

    /// <summary>One signal of several redundant sensors.</summary>
    /// <remarks>The sensors may come on different threads; votes are given one at a time. Completes when all have.</remarks>
    /// <param name="sensors">The sensors, 2 to 64, each in order.</param>
    /// <param name="vote">How they decide.</param>
    /// <param name="disagreements">Is told when a sensor begins or ceases to disagree; null to tell nobody.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>The votes, at strictly rising times.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are too few sensors, or too many.</exception>
    public static IObservable<Sample<double>> Vote(
        this IReadOnlyList<IObservable<Sample<double>>> sensors,
        SensorVote vote,
        SideOutput<Disagreement>? disagreements = null,
        StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(sensors);
        ArgumentNullException.ThrowIfNull(vote);
        IObservable<Sample<double>>[] copy = [.. sensors];
        vote.RequireFit(copy.Length, nameof(sensors));
        return new JoinObservable<Sample<double>>(observer =>
        {
            var processor = vote.Start(copy.Length, observer.OnNext, disagreements, statistics);
            return new JoinInputs<Sample<double>>(observer, (sensor, sample) => processor.Push(sensor, sample), processor.Complete).Connect(copy);
        });
    }
}
