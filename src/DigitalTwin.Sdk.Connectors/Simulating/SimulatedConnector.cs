namespace DigitalTwin.Sdk.Connectors;

/// <summary>A connector whose samples are made up: for a first twin without a plant, and for tests of what real data do to one. Made by <see cref="Connector.Simulate"/>.</summary>
/// <remarks>Times count from the start of the runtime and follow its clock, so that a test with a clock of its own runs as fast as it likes. Thread-safe.</remarks>
public sealed class SimulatedConnector : IConnector
{
    private const int MostKept = 100_000;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly long _seed;
    private readonly (Property<double> Property, TimeSpan Every, SimulatedSignal Signal)[] _signals;
    private readonly LinkCut[] _cuts;
    private readonly Queue<(Property<double> Property, Sample<double> Sample)> _kept = new();
    private SignalSource[] _sources = [];
    private IConnectorHost? _host;
    private Task _running = Task.CompletedTask;
    private DateTimeOffset _start;
    private LinkCut? _cut;
    private int _cutsDone;
    private long _delivered;
    private long _lost;
    private long _reconnects;
    private int _disposed;

    internal SimulatedConnector(string name, long seed, SimulatedConnectorBuilder builder)
    {
        (Name, _seed) = (name, seed);
        _signals = [.. builder.Signals];
        _cuts = [.. builder.Cuts.OrderBy(c => c.From)];
        Bindings = [.. _signals.Select(s => new ConnectorBinding(s.Property, ConnectorAccess.Read, $"simulated, every {s.Every}", s.Every))];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<ConnectorBinding> Bindings { get; }

    /// <summary>What was made and done to it so far.</summary>
    public SimulationCounters Counters
    {
        get
        {
            lock (_lock)
                return _sources.Aggregate(new SimulationCounters { Delivered = _delivered, Lost = _lost }, (sum, source) => sum.Plus(source.Counters));
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (_host is not null)
            throw new InvalidOperationException($"Connector '{Name}' has been started before.");
        _host = host;
        _start = host.TimeProvider.GetUtcNow();
        lock (_lock)
            _sources = [.. _signals.Select((s, i) => new SignalSource(s.Signal, _start, s.Every, unchecked(_seed + (i * 7_919L))))];
        host.ReportCounters(() => new ConnectorCounters(Interlocked.Read(ref _delivered), 0, Interlocked.Read(ref _lost), Interlocked.Read(ref _reconnects)));
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
        _host?.ReportState(ConnectorState.Stopped, "stopped");
    }

    private async Task RunAsync()
    {
        var clock = _host!.TimeProvider;
        while (!_stopping.IsCancellationRequested)
        {
            var now = clock.GetUtcNow().UtcTicks;
            for (var due = NextTicks(); due <= now; due = NextTicks())
                await DoAsync(due).ConfigureAwait(false);

            // What is left of a millisecond would be no pause at all.
            var pause = Math.Clamp(NextTicks() - clock.GetUtcNow().UtcTicks, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerDay);
            await Task.Delay(new TimeSpan(pause), clock, _stopping.Token).ConfigureAwait(false);
        }
    }

    /// <summary>When something is to be done next: a sample, or a change of the link.</summary>
    private long NextTicks()
    {
        var next = TimeOfLink();
        foreach (var source in _sources)
            next = Math.Min(next, source.NextTicks);
        return next;
    }

    private long TimeOfLink()
    {
        if (_cut is { } cut)
            return After(cut.Until);
        return _cutsDone < _cuts.Length ? After(_cuts[_cutsDone].From) : long.MaxValue;
    }

    private long After(TimeSpan time) => time.Ticks > DateTime.MaxValue.Ticks - _start.UtcTicks ? long.MaxValue : _start.UtcTicks + time.Ticks;

    /// <summary>Does what is due at one moment: the link first, then samples.</summary>
    private async Task DoAsync(long due)
    {
        if (TimeOfLink() <= due)
            await TurnLinkAsync().ConfigureAwait(false);
        for (var i = 0; i < _sources.Length; i++)
        {
            while (TryTake(i, due, out var sample))
                await DeliverAsync(_signals[i].Property, sample).ConfigureAwait(false);
        }
    }

    private bool TryTake(int source, long due, out Sample<double> sample)
    {
        lock (_lock)
            return _sources[source].TryTake(due, out sample);
    }

    private async Task TurnLinkAsync()
    {
        if (_cut is null)
        {
            _cut = _cuts[_cutsDone++];
            _host!.ReportState(ConnectorState.Reconnecting, $"the simulated link is cut for {_cut.Until - _cut.From}");
            return;
        }

        _cut = null;
        Interlocked.Increment(ref _reconnects);
        _host!.ReportState(ConnectorState.Connected, "");
        while (_kept.TryDequeue(out var kept))
            await PostAsync(kept.Property, kept.Sample).ConfigureAwait(false);
    }

    private async ValueTask DeliverAsync(Property<double> property, Sample<double> sample)
    {
        if (_cut is null)
            await PostAsync(property, sample).ConfigureAwait(false);
        else if (_cut.Keeps && _kept.Count < MostKept)
            _kept.Enqueue((property, sample));
        else
            Interlocked.Increment(ref _lost);
    }

    private async ValueTask PostAsync(Property<double> property, Sample<double> sample)
    {
        await _host!.PostAsync(property, sample, null, _stopping.Token).ConfigureAwait(false);
        Interlocked.Increment(ref _delivered);
    }
}
