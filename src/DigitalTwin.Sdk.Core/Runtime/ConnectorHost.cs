using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk;

/// <summary>One connector's way into the runtime.</summary>
internal sealed class ConnectorHost : IConnectorHost
{
    private readonly TwinRuntime _runtime;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<Twin, PresenceNotes?> _presence = new();
    private readonly Func<Twin, PresenceNotes?> _newPresence;
    private readonly ConcurrentDictionary<string, bool> _gone = new(StringComparer.Ordinal);
    private long _orphans;
    private ConnectorStatus _status;
    private Func<ConnectorCounters>? _counters;

    internal ConnectorHost(TwinRuntime runtime, IConnector connector)
    {
        _runtime = runtime;
        _newPresence = twin => runtime.Presence(this, twin);
        Connector = connector;
        History = new LinkHistory(connector.Name);
        Origin = new ChangeOrigin(ChangeCause.Sensor, connector.Name);
        _status = new ConnectorStatus(connector.Name, ConnectorState.Stopped, runtime.TimeProvider.GetUtcNow(), "not started");
    }

    public TimeProvider TimeProvider => _runtime.TimeProvider;

    public ILoggerFactory LoggerFactory => _runtime.LoggerFactory;

    internal IConnector Connector { get; }

    internal ChangeOrigin Origin { get; }

    internal LinkHistory History { get; }

    internal ConnectorStatus Status => Volatile.Read(ref _counters) is { } read ? Volatile.Read(ref _status) with { Counters = read() } : Volatile.Read(ref _status);

    internal long CoalescedPresence => _presence.Values.Sum(p => p?.Coalesced ?? 0);

    /// <summary>Samples of twins that have been removed since.</summary>
    internal long Orphans => Volatile.Read(ref _orphans);

    public ValueTask PostAsync<T>(Property<T> property, Sample<T> sample, ISampleReceipt? receipt, CancellationToken cancellationToken) =>
        PostAsync(property, sample, receipt, isFailure: false, cancellationToken);

    public ValueTask PostFailureAsync<T>(Property<T> property, DateTimeOffset time, Quality reasons, ISampleReceipt? receipt, CancellationToken cancellationToken) =>
        PostAsync(property, Sample.Bad<T>(default!, time, reasons), receipt, isFailure: true, cancellationToken);

    private ValueTask PostAsync<T>(Property<T> property, Sample<T> sample, ISampleReceipt? receipt, bool isFailure, CancellationToken cancellationToken)
    {
        if (!isFailure)
            History.NotePost(sample.ArrivalTicks);
        if (property.Lane.TwinAtOrNull(property.Row) is { } twin)
        {
            // A sample that comes while the runtime stops is not taken in; its receipt says so.
            var posted = TwinRuntime.PostAsync(_runtime.Port(new Property(twin, property.Definition, property.Cell)), sample, Origin, receipt, cancellationToken, isFailure);
            return posted.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(posted.AsTask());
        }

        // That one twin is gone must not harm the others of the connector, so its samples are taken, counted and said once.
        Interlocked.Increment(ref _orphans);
        var id = property.Lane.TwinEverAt(property.Row).Id;
        if (_gone.TryAdd(id, true))
            RuntimeLog.Orphan(_runtime.Logger, Connector.Name, property.Name, id);
        receipt?.Applied();
        return ValueTask.CompletedTask;
    }

    public DateTimeOffset ToWallTime(DateTimeOffset time) => time - _runtime.Graph.ClockLead;

    public void ReportState(ConnectorState state, string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ConnectorState before;
        LinkGap? ended;
        lock (_lock)
        {
            before = _status.State;
            if (before == state && _status.Reason == reason)
                return;
            var now = TimeProvider.GetUtcNow();
            var since = before == state ? _status.Since : now;
            Volatile.Write(ref _status, new ConnectorStatus(Connector.Name, state, since, reason));
            _runtime.ConnectorChanged(this, before, state, reason);
            ended = History.Note(now, before, state, reason);
        }

        if (ended is not null)
            _runtime.GapEnded(ended);
    }

    public void ReportCounters(Func<ConnectorCounters> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        Volatile.Write(ref _counters, read);
    }

    public void ReportPresence(Twin twin, bool isPresent, string reason)
    {
        ArgumentNullException.ThrowIfNull(twin);
        _presence.GetOrAdd(twin, _newPresence)?.Add(isPresent);
    }
}
