namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A vote at work: push samples of each sensor in, one by one or in blocks, and votes follow at once, on the caller's thread.</summary>
/// <remarks>Not thread-safe: one caller at a time. Nothing is allocated per sample. What the receiver throws goes back to the caller and costs one vote.</remarks>
public sealed class VoteProcessor
{
    private const int StateFormat = 1;
    private readonly SensorVote _vote;
    private readonly int _sensors;
    private readonly SideOutput<Disagreement>? _disagreements;
    private readonly Voter _voter;
    private readonly JoinProcessor _join;

    internal VoteProcessor(SensorVote vote, int sensors, Action<Sample<double>> onVote, SideOutput<Disagreement>? disagreements, StageStatistics statistics)
    {
        (_vote, _sensors, _disagreements) = (vote, sensors, disagreements);
        _voter = new Voter(sensors, vote.Rule, vote.Tolerance, disagreements, onVote);
        _join = new JoinProcessor(vote.Join, sensors, isDrivenByAll: true, _voter.Vote, statistics);
    }

    /// <summary>What was done, in samples of all sensors; emitted are votes.</summary>
    public StageStatistics Statistics => _join.Statistics;

    /// <summary>Pushes one sample.</summary>
    /// <param name="sensor">Which sensor, from 0.</param>
    /// <param name="sample">The sample.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sensor.</exception>
    public void Push(int sensor, in Sample<double> sample) => _join.Push(sensor, sample);

    /// <summary>Pushes a run of samples of one sensor.</summary>
    /// <param name="sensor">Which sensor, from 0.</param>
    /// <param name="block">The samples, in order.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sensor.</exception>
    public void Push(int sensor, SampleBlock block) => _join.Push(sensor, block);

    /// <inheritdoc cref="JoinProcessor.AdvanceTo"/>
    public void AdvanceTo(DateTimeOffset time) => _join.AdvanceTo(time);

    internal void Run(IReadOnlyList<SampleColumns> sensors) => _join.Run(sensors);

    /// <summary>Gives out all votes that wait, when no more samples will come.</summary>
    public void Complete() => _join.Complete();

    /// <summary>The state, so that a processor of the same vote and as many sensors can go on from here.</summary>
    /// <returns>Bytes for <see cref="Restore"/>, of this machine's byte order.</returns>
    public byte[] Save()
    {
        var writer = new StateWriter();
        writer.Write(StateFormat);
        writer.WriteRun(JoinJson.Hash(_vote.ToJson()).AsSpan());
        _voter.Save(writer);
        _join.Save(writer);
        return writer.ToArray();
    }

    /// <summary>Takes over a state.</summary>
    /// <param name="state">What <see cref="Save"/> gave.</param>
    /// <exception cref="FormatException">It is damaged, or of another vote. Nothing can be pushed then: restore a sound state, or start anew.</exception>
    public void Restore(byte[] state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var reader = new StateReader(state);
        JoinProcessor.RequireSame(reader, StateFormat, JoinJson.Hash(_vote.ToJson()), "vote");
        _voter.Restore(reader);
        _join.Restore(reader);
        if (!reader.IsAtEnd)
            throw StateReader.Broken();
    }

    /// <summary>A processor that goes on from the same state on its own, for instance to ask what if.</summary>
    /// <param name="onVote">Takes its votes.</param>
    public VoteProcessor Fork(Action<Sample<double>> onVote)
    {
        var fork = _vote.Start(_sensors, onVote, _disagreements);
        fork.Restore(Save());
        return fork;
    }
}
