using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>
/// A connector whose samples are kept in a journal on disk: what was acknowledged is not lost by a crash, and what is delivered again is not applied twice. Made by
/// <see cref="Connector.WithJournal"/>, or by the builder of a connector.
/// </summary>
/// <remarks>
/// At the start, samples of an earlier run that had not reached their twins are handed on first, with their own times, marked <see cref="Quality.Replayed"/>. A sample is taken for
/// one delivered again if property, event time and value are those of one of the last 65,536: sources should send their own times, or what was
/// delivered again has another. A journal that is full or whose disk fails does not stop the twin: samples go on to it, are counted as not written, and are not acknowledged.
/// Samples stay in the journal after they were applied, up to its bounds, and can be played again by <see cref="Connector.ReplayJournal"/>. Thread-safe.
/// </remarks>
public sealed class JournaledConnector : IConnector, IPlantWriter
{
    private readonly IConnector _inner;
    private readonly StoreOptions _options;
    private readonly bool _acknowledgesDurable;
    private readonly CancellationTokenSource _stopping = new();
    private SampleJournal? _journal;
    private Task _starting = Task.CompletedTask;
    private int _isStarted;
    private int _disposed;

    internal JournaledConnector(IConnector inner, StoreOptions options, bool acknowledgesDurable)
    {
        (_inner, _options, _acknowledgesDurable) = (inner, options.Checked(), acknowledgesDurable);

        // Applied samples stay until the bounds: they are the record of what came.
        _options.KeepConfirmed = int.MaxValue;
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public IReadOnlyCollection<ConnectorBinding> Bindings => _inner.Bindings;

    /// <summary>What happened to the samples so far.</summary>
    public JournalCounters Counters => _journal?.Counters ?? default;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It has been started before, or a property has values of a type that a journal cannot keep.</exception>
    /// <exception cref="IOException">The folder is in use by another journal, or cannot be read or written.</exception>
    public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (Interlocked.Exchange(ref _isStarted, 1) != 0)
            throw new InvalidOperationException($"Connector '{Name}' has been started before.");
        var problems = Problems(Bindings).ToList();
        if (problems.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
        var store = RecordStore.Open(_options, host.TimeProvider);
        _journal = new SampleJournal(host, host.LoggerFactory.CreateLogger<JournaledConnector>(), Name, Bindings, store, _options.MaxRecordBytes, _acknowledgesDurable);
        var pending = store.Counters.Pending;
        if (pending > 0)
            host.ReportState(ConnectorState.Connecting, $"handing on {pending} samples of an earlier run");
        _starting = StartAsync(_journal, host, cancellationToken);
        return pending > 0 ? Task.CompletedTask : _starting;
    }

    /// <inheritdoc/>
    public ValueTask<WriteOutcome> WriteAsync(GuardedWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        return _inner is IPlantWriter writer
            ? writer.WriteAsync(write, cancellationToken)
            : ValueTask.FromResult(new WriteOutcome(WriteStatus.Rejected, $"connector '{Name}' does not write '{write.Property}'"));
    }

    /// <summary>Stops the connector, makes durable what it brought, and closes the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _inner.DisposeAsync().ConfigureAwait(false);
        if (_journal is not null)
            await _journal.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Properties that a journal cannot keep.</summary>
    internal static IEnumerable<string> Problems(IEnumerable<ConnectorBinding> bindings) => bindings
        .Where(b => b.Access.HasFlag(ConnectorAccess.Read) && SampleCode.TypeOf(b.Property.Definition.ValueType) == 0)
        .Select(b => $"'{b.Property}' ({b.Address}) has values of type {b.Property.Definition.ValueType.Name}, which a journal cannot keep.");

    private async Task StartAsync(SampleJournal journal, IConnectorHost host, CancellationToken cancellationToken)
    {
        try
        {
            await journal.StartAsync(_stopping.Token).ConfigureAwait(false);
            await _inner.StartAsync(journal, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            host.ReportState(ConnectorState.Faulted, $"could not be started: {e.Message}");
            throw;
        }
    }
}
