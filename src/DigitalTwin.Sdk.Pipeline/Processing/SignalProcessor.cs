namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// A <see cref="SignalPipeline"/> at work on one signal: push samples in, one by one or in blocks, and what follows goes to the sink
/// at once, on the caller's thread.
/// </summary>
/// <remarks>
/// Results do not depend on how the samples are cut into blocks, bit for bit. Not thread-safe: one caller at a time. Nothing is
/// allocated per sample. What the sink throws goes back to the caller and costs one sample, or what is left of the block; the
/// processor goes on with the next.
/// </remarks>
public sealed class SignalProcessor
{
    private const int StateFormat = 3;
    private readonly SignalPipeline _pipeline;
    private readonly StageNode[] _nodes;
    private readonly ISampleSink _first;

    internal SignalProcessor(SignalPipeline pipeline, ISampleSink sink)
    {
        _pipeline = pipeline;
        _nodes = new StageNode[pipeline.Stages.Length];
        _first = sink;
        for (var i = _nodes.Length - 1; i >= 0; i--)
            _first = _nodes[i] = pipeline.Stages[i].Create(_first, i + 1);
        Statistics = Array.ConvertAll(_nodes, n => n.Statistics);
    }

    /// <summary>What each operator did, in order.</summary>
    public IReadOnlyList<StageStatistics> Statistics { get; }

    /// <summary>Pushes one sample.</summary>
    /// <param name="sample">The sample.</param>
    public void Push(in Sample<double> sample) => _first.OnSample(sample);

    /// <summary>Pushes a run of samples. A few thousand at a time are fastest.</summary>
    /// <param name="block">The samples, in the order in which they came.</param>
    public void Push(SampleBlock block) => _first.OnBlock(block);

    /// <summary>Says that it is at least this late, so that what waits only for time goes on although the signal is silent.</summary>
    /// <remarks>
    /// <c>InOrder</c> lets go what has waited for its lateness, and what comes after that and is older is late; <c>Resample</c> to the previous value
    /// or over periods goes on to the last grid time, and marks gaps if asked to; <c>FillGaps</c> fills as far as nothing has to come after the gap;
    /// <c>SwingingDoor</c> and <c>ReportByException</c> let go what they have held for longer than their longest interval. All others wait for
    /// samples. What goes on has this time as its arrival time.
    /// </remarks>
    /// <param name="time">Event time; one that is earlier than what has been said or seen changes nothing.</param>
    public void AdvanceTo(DateTimeOffset time)
    {
        var ticks = time.UtcTicks;
        foreach (var node in _nodes)
        {
            ticks = node.Advance(ticks);
            if (ticks <= 0)
                return;
        }
    }

    /// <summary>Gives out what operators still hold, such as a reorder buffer, when no more samples will come. Nothing is to be pushed after that.</summary>
    public void Complete()
    {
        foreach (var node in _nodes)
            node.Complete();
    }

    /// <summary>The state of all operators, so that a processor of the same pipeline can go on from here.</summary>
    /// <returns>Bytes for <see cref="Restore"/>, of this machine's byte order.</returns>
    public byte[] Save()
    {
        var writer = new StateWriter();
        writer.Write(StateFormat);
        writer.WriteRun(Convert.FromHexString(_pipeline.Hash).AsSpan());
        foreach (var node in _nodes)
            node.Save(writer);
        return writer.ToArray();
    }

    /// <summary>Takes over a state. <see cref="Statistics"/> are not part of it: a new processor's begin at 0.</summary>
    /// <param name="state">What <see cref="Save"/> gave.</param>
    /// <exception cref="FormatException">It is damaged, or of a pipeline with other operators or parameters. Nothing can be pushed then: restore a sound state, or start anew.</exception>
    public void Restore(byte[] state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var reader = new StateReader(state);
        if (reader.Read<int>() != StateFormat)
            throw new FormatException("The saved state of the pipeline has another format.");
        var hash = new byte[_pipeline.Hash.Length / 2];
        reader.ReadRun(hash.AsSpan());
        if (!hash.AsSpan().SequenceEqual(Convert.FromHexString(_pipeline.Hash)))
            throw new FormatException("The saved state belongs to a pipeline with other operators or parameters.");
        foreach (var node in _nodes)
            node.Restore(reader);
        if (!reader.IsAtEnd)
            throw StateReader.Broken();
    }

    /// <summary>A processor that goes on from the same state on its own, for instance to ask what if.</summary>
    /// <param name="sink">Takes its results.</param>
    public SignalProcessor Fork(ISampleSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var fork = new SignalProcessor(_pipeline, sink);
        fork.Restore(Save());
        return fork;
    }
}
