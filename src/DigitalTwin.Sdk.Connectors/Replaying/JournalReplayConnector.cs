using System.Text;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>A connector that plays what another one has put into its journal, in the order in which it came. Made by <see cref="Connector.ReplayJournal"/>.</summary>
/// <remarks>
/// Samples keep times and quality, marked <see cref="Quality.Replayed"/>. They are paced by the times at which they came, so that late ones come late again. The journal is only read; nothing
/// else may have it open meanwhile. Thread-safe.
/// </remarks>
public sealed class JournalReplayConnector : IConnector
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _folder;
    private readonly JournalReplayBuilder _settings;
    private readonly Dictionary<string, JournalTarget> _targets;
    private IConnectorHost? _host;
    private Task _running = Task.CompletedTask;
    private long _played;
    private long _passedOver;
    private int _disposed;

    internal JournalReplayConnector(string name, string folder, JournalReplayBuilder settings)
    {
        (Name, _folder, _settings) = (name, folder, settings);
        Bindings = [.. settings.Properties.Distinct().Select(p => new ConnectorBinding(p, ConnectorAccess.Read, $"journal {folder}"))];
        var problems = JournaledConnector.Problems(Bindings).ToList();
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(settings));
        _targets = settings.Properties.Distinct().ToDictionary(p => p.ToString(), p => JournalTarget.Make(p)!, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<ConnectorBinding> Bindings { get; }

    /// <summary>Ends when the last sample has been handed in, or the connector is disposed; fails if the journal cannot be read.</summary>
    public Task Ended => _ended.Task;

    /// <inheritdoc/>
    public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (_host is not null)
            throw new InvalidOperationException($"Connector '{Name}' has been started before.");
        _host = host;
        host.ReportCounters(() => new ConnectorCounters(Interlocked.Read(ref _played), 0, Interlocked.Read(ref _passedOver), 0));
        host.ReportState(ConnectorState.Connected, "");
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.TrySetResult();
        _host?.ReportState(ConnectorState.Stopped, "stopped");
    }

    private async Task RunAsync()
    {
        try
        {
            using var store = RecordStore.Open(new StoreOptions { Folder = _folder, MaxBytes = long.MaxValue, MaxAge = TimeSpan.MaxValue, KeepConfirmed = int.MaxValue }, _host!.TimeProvider);
            await PlayAsync(store).ConfigureAwait(false);
            _ended.TrySetResult();
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // Disposing ends it.
        }
        catch (Exception e)
        {
            _host!.ReportState(ConnectorState.Faulted, $"the journal '{_folder}' cannot be read on: {e.Message}");
            _ended.TrySetException(e);
        }
    }

    private async Task PlayAsync(RecordStore store)
    {
        var (start, first) = (_host!.TimeProvider.GetUtcNow().UtcTicks, long.MinValue);
        for (long after = 0; store.TryRead(after, out var record); after = record.Sequence)
        {
            if (!SampleCode.TryPath(record.Payload, out var path) || !_targets.TryGetValue(Encoding.UTF8.GetString(path), out var target) || target.TicksOf(record.Payload) is not { } ticks)
            {
                Interlocked.Increment(ref _passedOver);
                continue;
            }

            if (first == long.MinValue)
                first = record.Time.UtcTicks;
            await WaitAsync(start, record.Time.UtcTicks - first).ConfigureAwait(false);
            if (_settings.IsShifted)
                ticks = Math.Clamp(ticks + start - first, 0, DateTime.MaxValue.Ticks);
            await target.ReplayAtAsync(_host, record.Payload, ticks, _stopping.Token).ConfigureAwait(false);
            Interlocked.Increment(ref _played);
        }
    }

    private async ValueTask WaitAsync(long start, long recorded)
    {
        if (_settings.Pace is not { } pace)
            return;
        var clock = _host!.TimeProvider;
        for (var left = Left(); left > 0; left = Left())
            await Task.Delay(new TimeSpan((long)Math.Clamp(left, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerDay)), clock, _stopping.Token).ConfigureAwait(false);

        double Left() => (recorded / pace) - (clock.GetUtcNow().UtcTicks - start);
    }
}
