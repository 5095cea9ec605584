using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// How redundant sensors of one quantity are made into one signal.
/// <code>
/// var votes = new[] { a, b, c }.Vote(new SensorVote(VotingRule.TwoOutOfThree, tolerance: 0.5, maxAge: TimeSpan.FromSeconds(2)));
/// </code>
/// </summary>
/// <remarks>
/// Votes at every time at which any sensor has a sample, on the last sample of each at or before it, so that a dead sensor stops nothing: its value
/// counts for the maximum age, and votes wait for it, in event time, no longer than that. A sample that comes after a vote of a later time was given makes no
/// vote of its own and is counted late. A sensor whose newest sample is Bad has no vote.
/// Sensors with samples at the same times, as after <c>Resample</c>, are best. Order, memory and completion as <see cref="SignalJoin"/>.
/// Immutable and thread-safe.
/// </remarks>
public sealed record SensorVote
{
    /// <summary>Makes a vote.</summary>
    /// <param name="rule">How they decide.</param>
    /// <param name="tolerance">How far from the vote a value may be to agree with it, for two out of three how far the two may be apart; in the unit of the
    /// property, finite, at least 0.</param>
    /// <param name="maxAge">How old a sensor's value may be, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public SensorVote(VotingRule rule, double tolerance, TimeSpan maxAge)
    {
        Require(Enum.IsDefined(rule), rule, nameof(rule), "is not a rule");
        Require(double.IsFinite(tolerance) && tolerance >= 0, tolerance, nameof(tolerance), "must be a finite number of at least 0");
        Require(maxAge > TimeSpan.Zero, maxAge, nameof(maxAge), "must be above 0");
        (Rule, Tolerance, Join) = (rule, tolerance, SignalJoin.AsOf(maxAge));
    }

    /// <summary>SHA-256 of <see cref="ToJson"/>, 64 hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(JoinJson.Hash(ToJson()));

    internal VotingRule Rule { get; }

    internal double Tolerance { get; }

    internal SignalJoin Join { get; private init; }

    /// <summary>Makes a vote of what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="FormatException">The text is not valid; the message says where.</exception>
    public static SensorVote FromJson(string json) => JoinJson.ReadVote(json);

    /// <inheritdoc cref="SignalJoin.WaitAtMost"/>
    public SensorVote WaitAtMost(TimeSpan wait) => this with { Join = Join.WaitAtMost(wait) };

    /// <inheritdoc cref="SignalJoin.KeepAtMost"/>
    public SensorVote KeepAtMost(int samples) => this with { Join = Join.KeepAtMost(samples) };

    /// <summary>The vote with all its parameters as JSON, on one line, the same for the same vote.</summary>
    public string ToJson() => JoinJson.Write(this);

    /// <summary>As <see cref="ToJson"/>.</summary>
    public override string ToString() => ToJson();

    /// <summary>Votes on whole records, such as a historian's: <c>var level = vote.Run([a, b, c]);</c>.</summary>
    /// <param name="sensors">The records, as many as <see cref="Start"/> takes, each in order of time. None is changed.</param>
    /// <param name="disagreements">Is told when a sensor begins or ceases to disagree; null to tell nobody.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>The votes, at strictly rising times.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are too few records, or too many.</exception>
    public SampleColumns Run(IReadOnlyList<SampleColumns> sensors, SideOutput<Disagreement>? disagreements = null, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(sensors);
        var votes = new SampleColumns();
        Start(sensors.Count, vote => votes.Add(vote), disagreements, statistics).Run(sensors);
        return votes;
    }

    /// <summary>Puts the vote to work.</summary>
    /// <param name="sensors">How many sensors, 2 to 64, for two out of three exactly three; three or more for a vote that one broken sensor cannot turn.</param>
    /// <param name="onVote">Takes the votes, at strictly rising times.</param>
    /// <param name="disagreements">Is told when a sensor begins or ceases to disagree; null to tell nobody.</param>
    /// <param name="statistics">Counts what happens; null to count into new counters.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public VoteProcessor Start(
        int sensors, Action<Sample<double>> onVote, SideOutput<Disagreement>? disagreements = null, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(onVote);
        RequireFit(sensors, nameof(sensors));
        return new VoteProcessor(this, sensors, onVote, disagreements, statistics ?? new StageStatistics("vote"));
    }

    internal void RequireFit(int sensors, string parameter)
    {
        Require(sensors is >= 2 and <= 64, sensors, parameter, "must be 2 to 64");
        Require(Rule != VotingRule.TwoOutOfThree || sensors == 3, sensors, parameter, "must be 3 for two out of three");
    }
}
