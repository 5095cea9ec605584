using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk;

/// <summary>
/// A running twin: connectors deliver, lanes clean and estimate, the change feed tells. Made by <see cref="TwinRuntimeBuilder.StartAsync"/>;
/// disposing it drains and stops everything. Thread-safe.
/// </summary>
public sealed partial class TwinRuntime : IAsyncDisposable
{
    // As many connectors' names as a message can bear.
    private const int MostNamed = 3;
    private readonly TwinRuntimeOptions _options;
    private readonly FrozenDictionary<Property, PropertyPort> _ports;
    private readonly FrozenDictionary<Twin, TwinSlot> _slots;
    private readonly IReadOnlyList<IRuntimeComponent> _components;
    private readonly IReadOnlyList<ConnectorHost> _hosts;
    private readonly LaneWorker[] _workers;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger;
    private readonly long _failuresBefore;
    private readonly LinkGapFeed _linkGaps;
    private readonly RuntimeMetrics _metrics;
    private readonly CancellationTokenSource _hurry = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;
    private int _stopping;
    private bool _started;

    internal TwinRuntime(
        TwinRuntimeBuilder builder,
        IReadOnlyDictionary<Property, PropertyPort> ports,
        IReadOnlyList<IConnector> connectors,
        IReadOnlyList<IRuntimeComponent> components,
        IReadOnlyList<TwinLane> lanes,
        TwinGroups groups)
    {
        Graph = builder.Graph;
        _failuresBefore = Graph.UserFailures.Count;
        _linkGaps = new LinkGapFeed(Graph.UserFailures);
        Name = $"twin runtime {Graph.Claims.NextNumber()}" + (connectors.Count == 0 ? "" : $" ({string.Join(", ", connectors.Select(c => c.Name).Take(MostNamed))}{(connectors.Count > MostNamed ? ", ..." : "")})");
        LoggerFactory = builder.LoggerFactory;
        _logger = LoggerFactory.CreateLogger<TwinRuntime>();
        Graph.UserFailures.LogTo(_logger);
        _options = builder.Options.Copy();
        _components = [.. components];
        var workers = Math.Clamp(_options.Workers, 1, 256);
        var clock = _options.Clock == RuntimeClock.TimeProvider ? TimeProvider : null;
        var start = clock?.GetUtcNow().UtcTicks ?? 0;
        _workers = [.. Enumerable.Range(0, workers).Select(i => new LaneWorker(_options, clock, start, Graph.UserFailures, $"lane worker {i + 1}"))];
        foreach (var worker in _workers)
            worker.OnBroken = NoteBroken;
        foreach (var binding in connectors.SelectMany(c => c.Bindings))
            groups.Join([binding.Property.Twin]);
        var clocks = new Dictionary<Twin, LaneClock>();
        _slots = groups.Twins.OrderBy(t => t.Id, StringComparer.Ordinal).ToFrozenDictionary(t => t, t => new TwinSlot(t, ClockOf(groups.Root(t))));
        _ports = WithBound(ports, connectors);
        foreach (var port in _ports.Values)
            port.Slot = _slots[port.Property.Twin];
        foreach (var lane in lanes)
            lane.Attach(_slots[lane.Twin].Clock);
        _hosts = [.. connectors.Select(c => new ConnectorHost(this, c))];
        _metrics = new RuntimeMetrics(this, builder.MeterFactory);

        LaneClock ClockOf(Twin root) => clocks.TryGetValue(root, out var known) ? known : clocks[root] = WorkerOf(root).AddLane();
    }

    /// <summary>The twins.</summary>
    public TwinGraph Graph { get; }

    /// <summary>The runtime's clock.</summary>
    public TimeProvider TimeProvider => Graph.TimeProvider;

    /// <summary>Where everything in the runtime logs.</summary>
    public ILoggerFactory LoggerFactory { get; }

    internal ILogger Logger => _logger;

    /// <summary>Names the runtime in messages, as there may be others on the graph.</summary>
    internal string Name { get; }

    /// <summary>Whether it has stopped or is about to.</summary>
    internal bool IsStopping => Volatile.Read(ref _stopping) != 0;

    /// <summary>How far the twins' time runs ahead of the machine's clock, because that was set back; zero if they agree.</summary>
    /// <remarks>
    /// Above zero, samples that a right clock has stamped look that much older than they are, so twins may grow stale and guards refuse. The lead
    /// shrinks by a second in 16 seconds. See <see cref="TwinGraph.TimeProvider"/>.
    /// </remarks>
    public TimeSpan ClockLead => Graph.ClockLead;

    /// <summary>Ends when the runtime has stopped; in a fault, at once, if a lane has ended although nobody asked it to, so that its twins are not worked on any more.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Where each connector stands.</summary>
    public IReadOnlyList<ConnectorStatus> Connectors => [.. _hosts.Select(h => h.Status)];

    /// <summary>Times in which a connector's link was lost, each told when the link is there again: for filling the gap from a historian, or marking it. Told in the connector's thread; must not block.</summary>
    public IObservable<LinkGap> LinkGaps => _linkGaps;

    /// <summary>The last 100 states of a connector, oldest first.</summary>
    /// <param name="connector">Its name.</param>
    /// <returns>Empty if there is no such connector, or nothing has happened yet.</returns>
    public IReadOnlyList<ConnectorEvent> ConnectorLog(string connector) => _hosts.FirstOrDefault(h => h.Connector.Name == connector)?.History.Events ?? [];

    /// <summary>Samples worked off since the start.</summary>
    public long ProcessedSamples => _workers.Sum(w => w.Processed);

    /// <summary>Samples that wait to be worked off.</summary>
    public int QueuedSamples => _workers.Sum(w => w.Depth);

    /// <summary>
    /// How often a user's function failed since the runtime was composed: cleaning chains, signals' subscribers and selectors, derived formulas, scheduled functions, receipts; and
    /// samples that came for twins removed since, and posted functions that a stop at its drain limit left undone. Each cost one sample or call, and is logged, once a minute for each function.
    /// </summary>
    public long Failures => Graph.UserFailures.Count - _failuresBefore + _hosts.Sum(h => h.Orphans);

    /// <summary>The current value of a property, with its times and quality.</summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">The property.</param>
    public Sample<T> Read<T>(Property<T> property) => Own(property).Read();

    /// <summary>The current reported value of a set-point, with its times and quality.</summary>
    /// <typeparam name="T">Type of the set-point's values.</typeparam>
    /// <param name="setpoint">The set-point.</param>
    public Sample<T> Read<T>(Setpoint<T> setpoint) => Own(setpoint.Reported).Read();

    /// <summary>A property's value no older than asked for: the twin's if that is fresh; otherwise the asset is asked, where its protocol allows that, and the next sample awaited.</summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">A property that a connector reads.</param>
    /// <param name="maxAge">How old the event time may be, by the runtime's clock, and how far ahead of it; above zero.</param>
    /// <param name="timeout">How long to wait, by the runtime's clock; above zero.</param>
    /// <param name="fallback">What to give when nothing fresh comes in time.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">Nothing fresh came in time and the fallback is <see cref="StaleFallback.Fail"/>.</exception>
    /// <exception cref="InvalidOperationException">Nothing enters the runtime for this property; or nothing fresh is known, the fallback is <see cref="StaleFallback.Fail"/>, and the runtime has stopped.</exception>
    public Task<Sample<T>> ReadAsync<T>(
        Property<T> property,
        TimeSpan maxAge,
        TimeSpan timeout,
        StaleFallback fallback = StaleFallback.Fail,
        CancellationToken cancellationToken = default) =>
        LiveRead.ReadAsync(this, Own(property), maxAge, timeout, fallback, cancellationToken);

    /// <summary>A property's clean values: the current one if there is one, then every change of value or quality, from the change feed.</summary>
    /// <remarks>
    /// Each subscription has a bounded queue of 1,024 from which the oldest is dropped, and runs on a thread of the pool; a slow or throwing
    /// subscriber concerns nobody else. What <c>Subscribe</c> returns is a <see cref="ChangeSubscription"/>: cast it to see
    /// <see cref="ChangeSubscription.Dropped"/> and <see cref="ChangeSubscription.ObserverFailures"/>.
    /// </remarks>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">The property.</param>
    public IObservable<Sample<T>> Observe<T>(Property<T> property) => new PropertyObservable<T>(Own(property));

    /// <summary>A set-point's reported values; see the other overload.</summary>
    /// <typeparam name="T">Type of the set-point's values.</typeparam>
    /// <param name="setpoint">The set-point.</param>
    public IObservable<Sample<T>> Observe<T>(Setpoint<T> setpoint) => new PropertyObservable<T>(Own(setpoint.Reported));

    /// <summary>A property's samples as they came in, before cleaning.</summary>
    /// <remarks>
    /// Each subscription has a bounded queue of 1,024 from which the oldest is dropped, and runs on a thread of the pool. What
    /// <c>Subscribe</c> returns is a <see cref="SampleSubscription"/>: cast it to see <see cref="SampleSubscription.Dropped"/> and
    /// <see cref="SampleSubscription.ObserverFailures"/>.
    /// </remarks>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">A property that a connector reads or a chain cleans.</param>
    /// <exception cref="InvalidOperationException">Nothing enters the runtime for this property.</exception>
    public IObservable<Sample<T>> ObserveRaw<T>(Property<T> property) => new BufferedObservable<T>(Port(property).Raw);

    /// <summary>The whole graph at one moment; never changes afterwards.</summary>
    public GraphSnapshot Snapshot() => Graph.Snapshot();

    /// <summary>A twin's life-cycle state and entanglement; Unbound for a twin without a connector, Stopped for one that has been removed.</summary>
    /// <param name="twin">A twin of this graph.</param>
    public TwinHealth Health(Twin twin)
    {
        ArgumentNullException.ThrowIfNull(twin);
        var slot = _slots.GetValueOrDefault(twin);
        var health = slot?.Health?.Health ?? new TwinHealth(TwinLifeCycle.Unbound, default, 0, null, 0, "no connector reads this twin");
        if (twin.Lane.TwinAtOrNull(twin.Row) is null)
            return health with { State = TwinLifeCycle.Stopped, Reason = HealthTracker.Removed };
        return slot?.Worker.Failure is { } failure
            ? health with { State = TwinLifeCycle.Stopped, Reason = $"the lane that works on it has ended: {failure.Message}" }
            : health;
    }

    /// <summary>Hands in a sample as a connector would: through cleaning, into the twin's state, to its behaviours. Waits while the lane's queue is full.</summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">A property that the runtime was composed with: read by a connector, cleaned, or listened to.</param>
    /// <param name="sample">The sample. Its arrival time is kept if lanes run on <see cref="RuntimeClock.Samples"/>, else stamped.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidOperationException">The runtime was not composed with this property, or has stopped.</exception>
    public async ValueTask PostAsync<T>(Property<T> property, Sample<T> sample, CancellationToken cancellationToken = default)
    {
        if (!await PostAsync(Port(property), sample, ChangeOrigin.Sensor, null, cancellationToken).ConfigureAwait(false))
            throw HasStopped($"does not take in a sample of '{property}' any more");
    }

    /// <summary>Moves the time of all lanes on, so that deadlines before it are served; waits until everything handed in before is worked off. Ends at once when the runtime has stopped.</summary>
    /// <remarks>With <see cref="RuntimeClock.Samples"/> all lanes come at least to the latest arrival time handed in so far, so that twins that have fallen silent grow stale too.</remarks>
    /// <param name="to">The moment; earlier than lane time changes nothing.</param>
    public Task AdvanceAsync(DateTimeOffset to)
    {
        var ticks = to.UtcTicks;
        if (_options.Clock == RuntimeClock.Samples)
            ticks = Math.Max(ticks, LatestArrival);
        return Task.WhenAny(Task.WhenAll(_workers.Select(w => w.AdvanceAsync(ticks))), Completion);
    }

    /// <summary>Waits until everything handed in before the call has been worked off. Ends at once when the runtime has stopped.</summary>
    /// <remarks>With <see cref="RuntimeClock.Samples"/> it also brings all lanes to the latest arrival time handed in so far, as <see cref="AdvanceAsync"/> does.</remarks>
    public Task DrainAsync() => AdvanceAsync(DateTimeOffset.MinValue);

    /// <summary>The connectors that can write a property.</summary>
    /// <param name="property">The property.</param>
    public IReadOnlyList<IPlantWriter> Writers(Property property) =>
        [.. _hosts.Where(h => h.Connector.Bindings.Any(b => b.Property == property && b.Access.HasFlag(ConnectorAccess.Write))).Select(h => h.Connector).OfType<IPlantWriter>()];

    /// <summary>Whether a connector delivers a property.</summary>
    internal bool Reads(Property property) =>
        _hosts.Any(h => h.Connector.Bindings.Any(b => b.Property == property && b.Access.HasFlag(ConnectorAccess.Read)));

    internal IEnumerable<IPlantReader> Readers(Property property) =>
        _hosts.Where(h => h.Connector.Bindings.Any(b => b.Property == property && b.Access.HasFlag(ConnectorAccess.Read))).Select(h => h.Connector).OfType<IPlantReader>();

    internal Signal<T> Signal<T>(Property<T> property) => Port(property).Clean;

    internal IEnumerable<string> Validate() => RuntimeValidation.Problems(this, _options, [.. _hosts.Select(h => h.Connector)], _components, _ports.Values);

    /// <summary>Makes its properties its own, unless another runtime on the graph reads or writes one of them; gives the problems.</summary>
    internal IReadOnlyList<string> Claim()
    {
        var bindings = _hosts.SelectMany(h => h.Connector.Bindings).ToList();
        var reported = bindings.Where(b => b.Access.HasFlag(ConnectorAccess.Read)).Select(b => b.Property)
            .Concat(_ports.Values.Where(p => p.Writer is not null || p.HasChain).Select(p => p.Property));
        return Graph.Claims.Take(this, reported.Distinct(), bindings.Where(b => b.Access.HasFlag(ConnectorAccess.Write)).Select(b => b.Property).Distinct());
    }

    /// <summary>What is thrown at a caller who comes too late.</summary>
    internal InvalidOperationException HasStopped(string consequence, Exception? inner = null) =>
        new($"{char.ToUpperInvariant(Name[0])}{Name[1..]} has stopped; it {consequence}.", inner);

    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        StartJudging();
        _started = true;
        foreach (var worker in _workers)
            worker.Start();
        foreach (var component in _components)
            await component.StartAsync(this, cancellationToken).ConfigureAwait(false);
        foreach (var host in _hosts)
            await host.Connector.StartAsync(host, cancellationToken).ConfigureAwait(false);
        if (_options.Clock == RuntimeClock.TimeProvider)
            _timer = TimeProvider.CreateTimer(_ => Tick(), null, _options.TickPeriod, _options.TickPeriod);
        RuntimeLog.Started(_logger, _slots.Count, _hosts.Count, _workers.Length);
    }

    internal static ValueTask<bool> PostAsync<T>(PropertyPort port, Sample<T> sample, ChangeOrigin origin, ISampleReceipt? receipt, CancellationToken cancellationToken, bool isFailure = false)
    {
        var message = new LaneMessage
        {
            IsFailure = isFailure,
            Port = port,
            Origin = origin,
            Receipt = receipt,
            Reference = ValueSlot.IsInline<T>() ? null : sample.Value,
            Bits = ValueSlot.IsInline<T>() ? ValueSlot.Encode(sample.Value) : 0,
            Ticks = sample.Ticks,
            ArrivalTicks = sample.ArrivalTicks,
            Quality = sample.Quality,
        };
        return port.Slot!.Worker.PostAsync(message, cancellationToken);
    }

    internal PropertyPort Port(Property property) => _ports.TryGetValue(property, out var port)
        ? port
        : throw new InvalidOperationException($"The runtime was not composed with property '{property}': no connector reads it, and nothing cleans or listens to it.");

    private PropertyPort<T> Port<T>(Property<T> property) => (PropertyPort<T>)Port(property.ToProperty());

    private static FrozenDictionary<Property, PropertyPort> WithBound(IReadOnlyDictionary<Property, PropertyPort> ports, IReadOnlyList<IConnector> connectors)
    {
        var all = new Dictionary<Property, PropertyPort>(ports);
        foreach (var binding in connectors.SelectMany(c => c.Bindings))
            all.TryAdd(binding.Property, PortFactory.Create(binding.Property));
        return all.ToFrozenDictionary();
    }

    private Property<T> Own<T>(Property<T> property) => ReferenceEquals(property.Lane.Graph, Graph)
        ? property
        : throw new ArgumentException($"Property '{property}' belongs to another graph than the runtime.", nameof(property));

    private long LatestArrival => _workers.Max(w => w.LatestArrival);

    private LaneWorker WorkerOf(Twin root) => _workers[(int)(StableHash.Of(root.Id) % (uint)_workers.Length)];
}
