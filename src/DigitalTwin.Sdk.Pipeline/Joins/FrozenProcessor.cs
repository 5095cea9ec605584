namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A <see cref="FrozenRule"/> at work: push samples of signal and driver in, and the signal's samples follow, on the caller's thread.</summary>
/// <remarks>Not thread-safe: one caller at a time. Nothing is allocated per sample. What the receiver throws goes back to the caller and costs one sample.</remarks>
public sealed class FrozenProcessor
{
    private const int StateFormat = 1;
    private readonly FrozenRule _rule;
    private readonly Action<Sample<double>> _onSample;
    private readonly JoinProcessor _join;
    private bool _hasRun;
    private long _start;
    private long _last;
    private (double Least, double Most) _value;
    private (double Least, double Most) _driver;

    internal FrozenProcessor(FrozenRule rule, Action<Sample<double>> onSample, StageStatistics statistics)
    {
        (_rule, _onSample) = (rule, onSample);
        _join = new JoinProcessor(rule.Join, 2, isDrivenByAll: false, Judge, statistics);
    }

    /// <summary>What was done, in samples of both; emitted are those of the signal.</summary>
    public StageStatistics Statistics => _join.Statistics;

    /// <summary>Pushes a sample of the signal.</summary>
    /// <param name="sample">The sample.</param>
    public void Push(in Sample<double> sample) => _join.Push(0, sample);

    /// <summary>Pushes a run of samples of the signal.</summary>
    /// <param name="block">The samples, in order.</param>
    public void Push(SampleBlock block) => _join.Push(0, block);

    /// <summary>Pushes a sample of the driver.</summary>
    /// <param name="sample">The sample.</param>
    public void PushDriver(in Sample<double> sample) => _join.Push(1, sample);

    /// <summary>Pushes a run of samples of the driver.</summary>
    /// <param name="block">The samples, in order.</param>
    public void PushDriver(SampleBlock block) => _join.Push(1, block);

    /// <inheritdoc cref="JoinProcessor.AdvanceTo"/>
    public void AdvanceTo(DateTimeOffset time) => _join.AdvanceTo(time);

    /// <summary>Gives out all samples that wait, when no more will come.</summary>
    public void Complete() => _join.Complete();

    /// <summary>The state, so that a processor of the same rule can go on from here.</summary>
    /// <returns>Bytes for <see cref="Restore"/>, of this machine's byte order.</returns>
    public byte[] Save()
    {
        var writer = new StateWriter();
        writer.Write(StateFormat);
        writer.WriteRun(JoinJson.Hash(_rule.ToJson()).AsSpan());
        writer.Write(_hasRun);
        writer.Write((_start, _last));
        writer.Write(_value);
        writer.Write(_driver);
        _join.Save(writer);
        return writer.ToArray();
    }

    /// <summary>Takes over a state.</summary>
    /// <param name="state">What <see cref="Save"/> gave.</param>
    /// <exception cref="FormatException">It is damaged, or of another rule. Nothing can be pushed then: restore a sound state, or start anew.</exception>
    public void Restore(byte[] state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var reader = new StateReader(state);
        JoinProcessor.RequireSame(reader, StateFormat, JoinJson.Hash(_rule.ToJson()), "rule");
        _hasRun = reader.Read<bool>();
        (_start, _last) = reader.Read<(long, long)>();
        _value = reader.Read<(double, double)>();
        _driver = reader.Read<(double, double)>();
        _join.Restore(reader);
        if (!reader.IsAtEnd)
            throw StateReader.Broken();
    }

    /// <summary>A processor that goes on from the same state on its own, for instance to ask what if.</summary>
    /// <param name="onSample">Takes its samples.</param>
    public FrozenProcessor Fork(Action<Sample<double>> onSample)
    {
        var fork = _rule.Start(onSample);
        fork.Restore(Save());
        return fork;
    }

    private void Judge(long ticks, ReadOnlySpan<Sample<double>> row)
    {
        var (sample, driver) = (row[0], row[1]);
        if (!sample.Quality.IsUsable)
        {
            _onSample(sample);
            return;
        }

        var value = (Least: Math.Min(_value.Least, sample.Value), Most: Math.Max(_value.Most, sample.Value));
        var goesOn = _hasRun && value.Most - value.Least <= _rule.Resolution && ticks - _last < _rule.After.Ticks;
        _value = goesOn ? value : (sample.Value, sample.Value);
        if (!goesOn)
            (_start, _driver) = (ticks, (double.PositiveInfinity, double.NegativeInfinity));
        (_hasRun, _last) = (true, ticks);
        if (driver.Quality.IsUsable)
            _driver = (Math.Min(_driver.Least, driver.Value), Math.Max(_driver.Most, driver.Value));

        if (ticks - _start >= _rule.After.Ticks && _driver.Most - _driver.Least >= _rule.DriverChange)
        {
            Statistics.CountFlagged();
            sample = sample with { Quality = sample.Quality.WorstWith(Quality.Uncertain | Quality.Frozen) };
        }

        _onSample(sample);
    }
}
