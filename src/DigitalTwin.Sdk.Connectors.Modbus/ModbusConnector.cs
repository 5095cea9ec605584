using System.Diagnostics.Metrics;
using DigitalTwin.Sdk.Protocols.Modbus;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>
/// Joins twins to the devices of one Modbus link: polls registers into samples by the fewest requests, and carries guarded writes out, each verified by reading
/// back. Made by <c>builder.AddModbus(...)</c>. Thread-safe.
/// </summary>
/// <remarks>
/// A device that refuses a tag with exception 1, 2 or 3 is asked for it no more: the property is Bad with reason SourceFlagged, and the connector's state says
/// why; the other tags of the request are read on. Exceptions 4 to 6 and any other pause that request, 10 and 11 and silence the device, a lost link all of them, with
/// growing, jittered pauses; what is not read is Bad. Readings are on a fixed grid of time; one that comes while the last is under way is left out and counted.
/// </remarks>
public sealed partial class ModbusConnector : IConnector, IPlantWriter
{
    private readonly TwinGraph _graph;
    private readonly ModbusConnectorBuilder _builder;
    private readonly ModbusSettings _settings;
    private readonly Func<IMeterFactory?> _meters;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private PollGroup[] _groups = [];
    private ModbusPlan? _plan;
    private ConnectorMetrics? _metrics;
    private ModbusClient? _client;
    private ILogger? _logger;
    private IConnectorHost? _host;
    private Task _running = Task.CompletedTask;
    private int _disposed;

    internal ModbusConnector(TwinGraph graph, ModbusConnectorBuilder builder, Func<IMeterFactory?> meters)
    {
        _graph = graph;
        _builder = builder;
        _settings = builder.Settings;
        _meters = meters;
    }

    /// <inheritdoc/>
    public string Name => _settings.DisplayName;

    /// <inheritdoc/>
    public IReadOnlyCollection<ConnectorBinding> Bindings => Plan.Bindings;

    /// <summary>What happened to the values of each tag.</summary>
    public IReadOnlyList<MappingCounters> Mappings => [.. Plan.Readers.Select(r => r.Counters), .. Plan.Writers.Values.Select(w => w.Counters)];

    /// <summary>The requests by which the tags are read at present.</summary>
    public IReadOnlyList<ModbusPollRequest> Requests => [.. Groups().SelectMany(g => g.Blocks.Select(b =>
        new ModbusPollRequest(g.Period, b.Device, b.Table, b.Address, b.Count, [.. b.Tags.Select(t => t.Property.ToString())])))];

    /// <summary>Tags that are not read any more, each with the reason.</summary>
    public IReadOnlyList<string> StoppedTags => [.. Plan.Readers.Where(r => r.Stopped is not null).Select(r => $"'{r.Property}' ({r.Address}): {r.Stopped}")];

    /// <summary>Readings left out because the one before was still under way when they were due.</summary>
    public long Overruns => _groups.Sum(g => g.Overruns);

    /// <summary>Requests left out because their device, their link or they themselves were in a pause after a failure.</summary>
    public long Skipped => _groups.Sum(g => g.Skipped);

    /// <summary>What happened to the samples in the journal; the default without one.</summary>
    public JournalCounters Journal => JournaledBy?.Counters ?? default;

    internal JournaledConnector? JournaledBy { get; set; }

    /// <summary>What happened on the link.</summary>
    public ModbusCounters Link => _client?.Counters ?? default;

    internal IReadOnlyList<string> Problems => Plan.Problems;

    // Resolved when first asked for, so that twins added to the graph after AddModbus are found too.
    private ModbusPlan Plan
    {
        get
        {
            lock (_lock)
                return _plan ??= ModbusPlan.Make(_graph, _builder);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It has been started before, or something it was told is wrong.</exception>
    public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (_host is not null)
            throw new InvalidOperationException($"Connector '{Name}' has been started before.");
        if (Problems.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, Problems));
        cancellationToken.ThrowIfCancellationRequested();
        _host = host;
        _logger = host.LoggerFactory.CreateLogger<ModbusConnector>();
        _metrics = new ConnectorMetrics(_meters(), Name, () => Mappings);
        var clock = _settings.TransportClock ?? host.TimeProvider;
        _client = _settings.MakeClient(clock);
        List<byte> devices = [.. Plan.Readers.Select(r => r.Device).Concat(Plan.Writers.Values.Select(w => w.Device)).Distinct()];
        var watch = new LinkWatch(host, _logger, Name, _settings, devices, clock, () => ModbusLog.Connected(_logger, Name, _settings.Peer, Plan.Readers.Count, Requests.Count));
        var context = new PollContext(_client, new ConnectorIntake(host, _logger, Name, LogsPayloads: true), watch, _settings, clock);
        _groups = [.. PlanGroups().Select(g => new PollGroup(g.Key, g.Value, context))];
        host.ReportCounters(ReadCounters);
        host.ReportState(ConnectorState.Connecting, $"connecting to {_settings.Peer}");
        IEnumerable<Func<Task>> loops = _groups.Length > 0 ? _groups.Select<PollGroup, Func<Task>>(g => () => g.RunAsync(_stopping.Token)) : [() => context.KeepLinkAsync(devices, _stopping.Token)];
        _running = Task.WhenAll([.. loops.Select(l => Task.Run(() => RunAsync(l, clock), CancellationToken.None))]);
        return Task.CompletedTask;
    }

    /// <summary>Stops asking and closes the link. A write under way ends as Failed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_client is not null)
            await _client.DisposeAsync().ConfigureAwait(false);
        _host?.ReportState(ConnectorState.Stopped, "stopped");
        _metrics?.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Never ends by itself: what should not have happened is logged, and reading goes on.</summary>
    private async Task RunAsync(Func<Task> loop, TimeProvider clock)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await loop().ConfigureAwait(false);
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                ModbusLog.Unexpected(_logger!, e, Name);
                await Task.Delay(_settings.Reconnect.Minimum, clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Dictionary<TimeSpan, List<PollBlock>> PlanGroups() =>
        Plan.Readers.GroupBy(r => r.Period).OrderBy(g => g.Key).ToDictionary(g => g.Key, g => PollPlanner.Plan(g, _settings.MaxHole, _settings.MaxRegisters));

    private IEnumerable<(TimeSpan Period, IReadOnlyList<PollBlock> Blocks)> Groups() => _groups.Length > 0
        ? _groups.Select(g => (g.Period, g.Blocks))
        : PlanGroups().Select(g => (g.Key, (IReadOnlyList<PollBlock>)g.Value));

    private ConnectorCounters ReadCounters()
    {
        long read = 0, bad = 0, filtered = 0;
        foreach (var reader in Plan.Readers)
        {
            read += reader.Counters.Consumed;
            bad += reader.Counters.Failed;
            filtered += reader.Counters.Filtered;
        }

        return new ConnectorCounters(read, bad, filtered, Math.Max(0, Link.Connections - 1));
    }
}
