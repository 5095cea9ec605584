namespace DigitalTwin.Sdk.Pipeline;

/// <summary>One operator at work in a <see cref="SignalProcessor"/>.</summary>
internal abstract class StageNode(StageStatistics statistics) : ISampleSink
{
    internal StageStatistics Statistics { get; } = statistics;

    public abstract void OnSample(in Sample<double> sample);

    public abstract void OnBlock(SampleBlock block);

    /// <summary>Says that event time has come at least this far.</summary>
    /// <returns>Up to which event time nothing more will come out; the least there is if that is not known.</returns>
    internal abstract long Advance(long ticks);

    /// <summary>Gives out what the operator still holds.</summary>
    internal abstract void Complete();

    internal abstract void Save(StateWriter writer);

    internal abstract void Restore(StateReader reader);
}
