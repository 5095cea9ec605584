using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>
/// Joins twins to one MQTT broker: connects and connects again, turns messages into samples, acknowledges them at the chosen stage, and
/// carries guarded writes out. Made by <c>builder.AddMqtt(...)</c>. Thread-safe.
/// </summary>
/// <remarks>
/// A permanent fault (refused credentials or certificate, no authorisation, a refused subscription) sets the state Faulted and is not
/// tried again until the runtime is restarted; everything else is retried with growing, jittered pauses. A message is acknowledged in
/// the order of receipt; one whose samples were abandoned is not, and the broker delivers it again.
/// </remarks>
public sealed partial class MqttConnector : IConnector, IPlantWriter
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(3);
    private readonly TwinGraph _graph;
    private readonly MqttConnectorBuilder _builder;
    private readonly MqttSettings _settings;
    private readonly Func<IMeterFactory?> _meters;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private MqttPlan? _plan;
    private ConnectorMetrics? _metrics;
    private MqttReceiver? _receiver;
    private ILogger? _logger;
    private IConnectorHost? _host;
    private Task _running = Task.CompletedTask;
    private volatile MqttSession? _session;
    private volatile bool _isV5;
    private int _disposed;

    internal MqttConnector(TwinGraph graph, MqttConnectorBuilder builder, Func<IMeterFactory?> meters)
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

    /// <summary>What happened to the messages of each mapping.</summary>
    public IReadOnlyList<MappingCounters> Mappings => [.. Plan.Readers.Select(r => r.Counters), .. Plan.Writers.Values.Select(w => w.Counters)];

    /// <summary>Messages that concern no twin known at the start: an unknown device, or a subscription that the broker remembered from an earlier configuration.</summary>
    public long UnroutableMessages => _receiver?.Unroutable ?? 0;

    /// <summary>How often a connection was made, the first included.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>What happened to the samples in the journal; the default without one.</summary>
    public JournalCounters Journal => JournaledBy?.Counters ?? default;

    internal JournaledConnector? JournaledBy { get; set; }

    /// <summary>Birth and last-will messages that were left out because their source may not speak for the twin; see <see cref="MqttConnectorBuilder.RequireSource"/>.</summary>
    public long FilteredPresences => _receiver?.ForeignPresences ?? 0;

    /// <summary>Packets of any kind that the present connection has brought.</summary>
    internal long ReceivedPackets => _session?.ReceivedPackets ?? 0;

    internal IReadOnlyList<string> Problems => Plan.Problems;

    /// <summary>What is wrong if both connectors run; null if nothing.</summary>
    internal string? Collision(MqttConnector other) => _settings.IsSameClientAs(other._settings)
        ? $"{Name} and {other.Name} connect to {_settings.Host}:{_settings.Port} with the same client id '{_settings.ClientId}': the broker would throw out one when the other comes, without end. Give each its own .ClientId(...)."
        : null;

    // Resolved when first asked for, so that twins added to the graph after AddMqtt are found too.
    private MqttPlan Plan
    {
        get
        {
            lock (_lock)
                return _plan ??= MqttPlan.Make(_graph, _builder);
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
        _logger = host.LoggerFactory.CreateLogger<MqttConnector>();
        _metrics = new ConnectorMetrics(_meters(), Name, () => Mappings);
        _receiver = new MqttReceiver(_settings, Plan.Router, new ConnectorIntake(host, _logger, Name, _settings.LogsPayloads));
        host.ReportCounters(ReadCounters);
        host.ReportState(ConnectorState.Connecting, $"connecting to {_settings.Host}:{_settings.Port}");
        _running = Task.Run(() => RunAsync(host, _logger, _receiver), CancellationToken.None);
        return Task.CompletedTask;
    }

    private ConnectorCounters ReadCounters()
    {
        long bad = 0, filtered = 0;
        foreach (var reader in Plan.Readers)
        {
            bad += reader.Counters.Failed;
            filtered += reader.Counters.Filtered;
        }

        return new ConnectorCounters(_receiver?.Messages ?? 0, bad, filtered + FilteredPresences + UnroutableMessages, Math.Max(0, Connections - 1));
    }

    /// <summary>Stops: takes no more messages, waits up to 3 s for those under way to be applied and acknowledged, says goodbye to the broker.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (_session is { } session)
            await session.CloseAsync(CloseLimit).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _host?.ReportState(ConnectorState.Stopped, "stopped");
        _metrics?.Dispose();
        _plan?.Tls?.Dispose();
        _stopping.Dispose();
    }
}
