using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>A connector made of functions.</summary>
internal sealed class DelegateConnector(string name, DelegateConnectorBuilder builder) : IConnector, IPlantWriter
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<DelegateSource, string> _failing = [];
    private IConnectorHost? _host;
    private Task _running = Task.CompletedTask;
    private int _disposed;
    private long _readings;
    private long _failures;
    private long _restarts;

    public string Name { get; } = name;

    public IReadOnlyCollection<ConnectorBinding> Bindings { get; } = [.. builder.Sources.Select(s => s.Binding), .. builder.Writes.Values.Select(w => w.Binding)];

    public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (_host is not null)
            throw new InvalidOperationException($"Connector '{Name}' has been started before.");
        _host = host;
        host.ReportCounters(() => new ConnectorCounters(Interlocked.Read(ref _readings), Interlocked.Read(ref _failures), 0, Interlocked.Read(ref _restarts)));
        host.ReportState(ConnectorState.Connected, "");
        var logger = host.LoggerFactory.CreateLogger<DelegateConnector>();
        _running = Task.WhenAll(builder.Sources.Select((source, i) => Task.Run(() => RunAsync(source, i, host, logger), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async ValueTask<WriteOutcome> WriteAsync(GuardedWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (!builder.Writes.TryGetValue(write.Property, out var target))
            return new WriteOutcome(WriteStatus.Rejected, $"connector '{Name}' does not write '{write.Property}'");
        if (_host is null || _stopping.IsCancellationRequested)
            return new WriteOutcome(WriteStatus.Failed, $"connector '{Name}' is not running");
        if (write.ExpiresAt <= _host.TimeProvider.GetUtcNow())
            return new WriteOutcome(WriteStatus.Expired, $"it expired at {write.ExpiresAt:O} before it could be sent");
        try
        {
            return await target.Send(write.Value, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return new WriteOutcome(WriteStatus.Failed, $"the function that writes '{write.Property}' failed: {e.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _host?.ReportState(ConnectorState.Stopped, "stopped");
    }

    private async Task RunAsync(DelegateSource source, int index, IConnectorHost host, ILogger logger)
    {
        var backoff = new Backoff(builder.ReconnectOptions, index);
        while (!_stopping.IsCancellationRequested)
        {
            var since = host.TimeProvider.GetTimestamp();
            try
            {
                await source.RunAsync(host, Count, reason => Report(source, reason), _stopping.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                ConnectorLog.DelegateFailed(logger, e, Name);
                Interlocked.Increment(ref _restarts);
                Report(source, $"listening for '{source.Binding.Property}' failed: {e.Message}");
            }

            backoff.NoteHeld(host.TimeProvider.GetElapsedTime(since));
            await Task.Delay(backoff.Next(), host.TimeProvider, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Count(bool isGood)
    {
        Interlocked.Increment(ref _readings);
        if (!isGood)
            Interlocked.Increment(ref _failures);
    }

    /// <summary>The connector is connected while all of its functions work.</summary>
    private void Report(DelegateSource source, string? reason)
    {
        lock (_lock)
        {
            var before = _failing.Count;
            if (reason is null)
                _failing.Remove(source);
            else
                _failing[source] = reason;
            if (reason is not null)
                _host!.ReportState(ConnectorState.Reconnecting, reason);
            else if (before > 0 && _failing.Count == 0)
                _host!.ReportState(ConnectorState.Connected, "");
        }
    }
}
