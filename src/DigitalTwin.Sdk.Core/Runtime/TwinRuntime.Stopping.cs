namespace DigitalTwin.Sdk;

/// <content>The passing of time, and the end.</content>
public sealed partial class TwinRuntime
{
    private static readonly TimeSpan LeadWorthSaying = TimeSpan.FromSeconds(1);
    private bool _saidClockLead;

    /// <summary>Stops: connectors first, then what is queued is worked off, then components end. Idempotent: every caller waits until all has ended.</summary>
    /// <param name="cancellationToken">Ends the draining early, whichever caller's it is; what is left is abandoned and not acknowledged.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        using var hurrying = cancellationToken.UnsafeRegister(static hurry => ((CancellationTokenSource)hurry!).Cancel(), _hurry);
        if (Interlocked.Exchange(ref _stopping, 1) != 0)
        {
            await _stopped.Task.ConfigureAwait(false);
            return;
        }

        try
        {
            await EndAllAsync().ConfigureAwait(false);
        }
        finally
        {
            Graph.Claims.Release(this);
            _stopped.TrySetResult();
            _completion.TrySetResult();
        }
    }

    private async Task EndAllAsync()
    {
        _timer?.Dispose();
        AdvanceToEnd();
        foreach (var host in _hosts)
            await DisposeGuardedAsync(host.Connector, $"Connector '{host.Connector.Name}'").ConfigureAwait(false);
        if (_started)
            await DrainWorkersAsync().ConfigureAwait(false);
        foreach (var component in _components.Reverse())
            await DisposeGuardedAsync(component, $"Component {component.GetType().Name}").ConfigureAwait(false);
        foreach (var port in _ports.Values)
            port.Complete();
        foreach (var slot in _slots.Values.Where(s => s.Health is not null))
            AnnounceStop(slot);
        _metrics.Dispose();
    }

    /// <summary>Drains and stops; see <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task DisposeGuardedAsync(IAsyncDisposable disposable, string part)
    {
        try
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Disposal must not throw; one that does must not keep the others from being disposed.
            RuntimeLog.DisposalFailed(_logger, part, Name, e);
        }
    }

    private void NoteBroken(LaneWorker worker, (int Samples, int Functions) left)
    {
        var failure = worker.Failure!;
        RuntimeLog.LaneBroken(_logger, worker.Name, Name, left.Samples, left.Functions, failure);
        _completion.TrySetException(new InvalidOperationException($"{worker.Name} of {Name} has ended although nobody asked it to; its twins are not worked on any more: {failure.Message}", failure));

        // Nobody need wait for the completion; then nobody would look at the exception, and the process would be told of it.
        _ = _completion.Task.Exception;
    }

    private void Tick()
    {
        WatchClock();
        var now = TimeProvider.GetUtcNow().UtcTicks;
        foreach (var worker in _workers)
            worker.Tick(now);
    }

    private void WatchClock()
    {
        var lead = Graph.ClockLead;
        if (lead > LeadWorthSaying && !_saidClockLead)
            RuntimeLog.ClockSetBack(_logger, lead.TotalSeconds, SteadyTimeProvider.TimeUntilAgreed(lead));
        else if (lead == TimeSpan.Zero && _saidClockLead)
            RuntimeLog.ClockCaughtUp(_logger);
        else
            return;
        _saidClockLead = !_saidClockLead;
    }

    /// <summary>A record ends for all twins at the same moment, whichever of them share a worker: before connectors let go, and after their last samples.</summary>
    private void AdvanceToEnd()
    {
        if (_options.Clock != RuntimeClock.Samples)
            return;
        var end = LatestArrival;
        foreach (var worker in _workers)
            _ = worker.AdvanceAsync(end);
    }

    private async Task DrainWorkersAsync()
    {
        AdvanceToEnd();
        foreach (var worker in _workers)
            worker.Stop();
        try
        {
            await Task.WhenAll(_workers.Select(w => w.Completion)).WaitAsync(_options.DrainLimit, TimeProvider, _hurry.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            var abandoned = _workers.Select(w => w.Abandon()).ToList();
            RuntimeLog.Abandoned(_logger, abandoned.Sum(a => a.Samples), abandoned.Sum(a => a.Functions), _workers.Count(w => !w.Completion.IsCompleted));
        }
    }
}
