using System.Diagnostics.Metrics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Counts what one operator did: hand one to an operator as its last argument and read it whenever you like.
/// <code>
/// var spikes = new StageStatistics("flow spikes");
/// raw.RejectSpikes(window: 15, sigmas: 4, statistics: spikes);
/// Console.WriteLine($"{spikes.Flagged} of {spikes.Received}");
/// </code>
/// </summary>
/// <remarks>
/// All counters start at zero and only grow; every received sample is counted once in <see cref="Received"/>. Written by the
/// thread that delivers the samples, readable from any thread. Several subscriptions to the same operator add to the same
/// counters; if they run on different threads at once, give each its own operator, else counts may be lost.
/// </remarks>
public sealed class StageStatistics
{
    /// <summary>The name of this package's meter: <c>DigitalTwin.Sdk.Pipeline</c>.</summary>
    public const string MeterName = "DigitalTwin.Sdk.Pipeline";

    // So seldom that reading the clock does not count.
    private const int LatencyEvery = 256;
    private readonly Histogram<double>? _latency;
    private readonly TimeProvider? _clock;
    private readonly KeyValuePair<string, object?> _tag;
    private long _received;
    private long _emitted;
    private long _flagged;
    private long _dropped;
    private long _late;
    private long _duplicates;
    private long _errors;
    private long _waiting;
    private Exception? _lastError;

    /// <summary>Makes counters at zero.</summary>
    /// <param name="name">What the operator does to which signal, for instance <c>flow spikes</c>; the tag <c>stage</c> of the
    /// metrics.</param>
    /// <param name="meterFactory">
    /// Where to publish the counters as metrics <c>digitaltwin.pipeline.received</c>, <c>.emitted</c>, <c>.flagged</c>, <c>.dropped</c>,
    /// <c>.late</c>, <c>.duplicates</c>, <c>.errors</c> and <c>.waiting</c> of the meter <see cref="MeterName"/>; null (the default) to publish nothing.
    /// </param>
    /// <param name="clock">
    /// To measure how long after its event time a sample comes here, as the histogram <c>digitaltwin.pipeline.latency</c> in seconds: of every 256th
    /// sample, or of the last one of a block. Null (the default) to measure nothing. Of no influence on what comes out.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public StageStatistics(string name, IMeterFactory? meterFactory = null, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        _tag = new KeyValuePair<string, object?>("stage", name);
        if (meterFactory is null)
            return;

        var meter = meterFactory.Create(new MeterOptions(MeterName));
        meter.CreateObservableCounter("digitaltwin.pipeline.received", () => Tagged(Received), "{sample}");
        meter.CreateObservableCounter("digitaltwin.pipeline.emitted", () => Tagged(Emitted), "{sample}");
        meter.CreateObservableCounter("digitaltwin.pipeline.flagged", () => Tagged(Flagged), "{sample}");
        meter.CreateObservableCounter("digitaltwin.pipeline.dropped", () => Tagged(Dropped), "{sample}");
        meter.CreateObservableCounter("digitaltwin.pipeline.late", () => Tagged(Late), "{sample}");
        meter.CreateObservableCounter("digitaltwin.pipeline.duplicates", () => Tagged(Duplicates), "{sample}");
        meter.CreateObservableCounter("digitaltwin.pipeline.errors", () => Tagged(Errors), "{sample}");
        meter.CreateObservableGauge("digitaltwin.pipeline.waiting", () => Tagged(Waiting), "{sample}");
        if (clock is null)
            return;
        _clock = clock;
        _latency = meter.CreateHistogram<double>("digitaltwin.pipeline.latency", "s");
    }

    /// <summary>What the operator does to which signal.</summary>
    public string Name { get; }

    /// <summary>Samples that came in.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Samples that went out to the next operator or subscriber.</summary>
    public long Emitted => Volatile.Read(ref _emitted);

    /// <summary>Samples whose quality this operator lowered, or whose value it replaced.</summary>
    public long Flagged => Volatile.Read(ref _flagged);

    /// <summary>Samples that ended here for whatever cause, late ones and duplicates included.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Samples that came after a newer one had been passed on, dropped or flagged.</summary>
    public long Late => Volatile.Read(ref _late);

    /// <summary>Samples dropped because the same one, or another of the same time, was already there.</summary>
    public long Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Exceptions that a user's function threw in this operator.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>Samples that wait in this operator for others to come, such as in a reorder buffer; 0 in one that lets none wait.</summary>
    public long Waiting => Volatile.Read(ref _waiting);

    /// <summary>The newest of these exceptions; null if there was none.</summary>
    public Exception? LastError => Volatile.Read(ref _lastError);

    internal void CountReceived(in Sample<double> sample)
    {
        if ((++_received & (LatencyEvery - 1)) == 0)
            NoteLatency(sample.Ticks);
    }

    internal void CountReceived(SampleBlock block)
    {
        _received += block.Length;
        if (block.Length > 0)
            NoteLatency(block.Ticks[^1]);
    }

    internal void SetWaiting(int samples) => _waiting = samples;

    internal void CountEmitted(int samples = 1) => _emitted += samples;

    internal void CountFlagged(int samples = 1) => _flagged += samples;

    internal void CountDropped(DropCause cause)
    {
        _dropped++;
        if (cause == DropCause.Late)
            _late++;
        else if (cause == DropCause.Duplicate)
            _duplicates++;
    }

    internal void CountLate() => _late++;

    internal void CountError(Exception error)
    {
        _errors++;
        Volatile.Write(ref _lastError, error);
    }

    private void NoteLatency(long ticks)
    {
        if (_clock is not null && _latency!.Enabled)
            _latency.Record(new TimeSpan(_clock.GetUtcNow().UtcTicks - ticks).TotalSeconds, _tag);
    }

    private Measurement<long> Tagged(long count) => new(count, _tag);
}
