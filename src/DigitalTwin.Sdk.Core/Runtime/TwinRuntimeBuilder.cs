using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DigitalTwin.Sdk;

/// <summary>
/// Composes what runs around a graph: connectors, cleaning, estimators, detectors, write-back. Nothing runs before <see cref="StartAsync"/>,
/// which first checks all wiring and reports every problem at once. Not thread-safe.
/// </summary>
public sealed class TwinRuntimeBuilder
{
    private readonly Dictionary<Property, PropertyPort> _ports = [];
    private readonly List<IConnector> _connectors = [];
    private readonly List<IRuntimeComponent> _components = [];
    private readonly List<TwinLane> _lanes = [];
    private readonly List<string> _problems = [];
    private readonly TwinGroups _groups = new();
    private bool _started;

    /// <summary>Starts composing.</summary>
    /// <param name="graph">The twins; their clock is the runtime's clock.</param>
    public TwinRuntimeBuilder(TwinGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Graph = graph;
    }

    /// <summary>The twins.</summary>
    public TwinGraph Graph { get; }

    /// <summary>The runtime's clock, which is the graph's.</summary>
    public TimeProvider TimeProvider => Graph.TimeProvider;

    /// <summary>Threads, queues and the like.</summary>
    public TwinRuntimeOptions Options { get; } = new();

    /// <summary>Where the runtime and everything in it logs; nowhere by default.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Makes the meters; null for meters of our own.</summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>Adds a connector.</summary>
    /// <param name="connector">Owned by the runtime from now on: it is disposed with it.</param>
    public TwinRuntimeBuilder AddConnector(IConnector connector)
    {
        ArgumentNullException.ThrowIfNull(connector);
        RequireOpen();
        _connectors.Add(connector);
        return this;
    }

    /// <summary>Adds something that lives as long as the runtime does.</summary>
    /// <param name="component">Owned by the runtime from now on: it is disposed with it.</param>
    public TwinRuntimeBuilder AddComponent(IRuntimeComponent component)
    {
        ArgumentNullException.ThrowIfNull(component);
        RequireOpen();
        _components.Add(component);
        return this;
    }

    /// <summary>Cleans a property's samples before they enter the twin's state. What the chain gives out is what the property is from then on.</summary>
    /// <remarks>Any Rx operator fits in the chain. If it fails or completes, the value becomes Bad with reason ComputationError, the failure is counted, and the chain starts anew with the next sample.</remarks>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">The property; cleaned at most once.</param>
    /// <param name="chain">From what came in to what is to be stored.</param>
    public TwinRuntimeBuilder Clean<T>(Property<T> property, Func<IObservable<Sample<T>>, IObservable<Sample<T>>> chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        if (!Port(property).TrySetChain(chain))
            AddProblem($"'{property}' is cleaned twice; put both chains into one Clean.");
        return this;
    }

    /// <summary>A property's clean samples as a signal inside its lane.</summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">The property.</param>
    public Signal<T> Signal<T>(Property<T> property) => Port(property).Clean;

    /// <summary>A new signal for a behaviour to publish to. The twins it concerns share a lane from now on.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="name">What it carries; for messages.</param>
    /// <param name="twins">The twins it concerns; at least one.</param>
    public SignalSource<T> CreateSignal<T>(string name, params IReadOnlyCollection<Twin> twins)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Join(twins);

        // A copy: what the caller does to the collection afterwards does not concern the signal.
        return new SignalSource<T>(new Signal<T>(name, [.. twins]));
    }

    /// <summary>Makes twins share a lane, because a behaviour reads or writes several of them.</summary>
    /// <param name="twins">The twins; at least one, all of this graph.</param>
    public TwinRuntimeBuilder Join(params IReadOnlyCollection<Twin> twins)
    {
        ArgumentNullException.ThrowIfNull(twins);
        RequireOpen();
        if (twins.Count == 0)
            throw new ArgumentException("At least one twin is needed.", nameof(twins));
        foreach (var twin in twins)
            RequireOwn(twin);
        _groups.Join(twins);
        return this;
    }

    /// <summary>The lane in which a twin's behaviours run.</summary>
    /// <param name="twin">A twin of this graph.</param>
    public TwinLane Lane(Twin twin)
    {
        ArgumentNullException.ThrowIfNull(twin);
        Join(twin);
        var lane = new TwinLane(twin);
        _lanes.Add(lane);
        return lane;
    }

    /// <summary>Adds a property that no sensor stands behind to a twin, whatever its model says: an estimate, a residual, a verdict.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="twin">A twin of this graph.</param>
    /// <param name="name">Name; a letter, then letters, digits and underscores.</param>
    /// <param name="unit">Unit of the values; null where a unit makes no sense.</param>
    /// <exception cref="TwinException">The name is taken.</exception>
    public Property<T> AddVirtual<T>(Twin twin, string name, UnitOfMeasure? unit)
    {
        ArgumentNullException.ThrowIfNull(twin);
        RequireOwn(twin);
        return twin.AddVirtual<T>(name, unit);
    }

    /// <summary>Stores a signal in a property, so that it lands in the twin's state and in the change feed.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="signal">What to store.</param>
    /// <param name="property">Where to; no connector may read the same property.</param>
    /// <param name="origin">What the change feed names as the origin.</param>
    public TwinRuntimeBuilder Publish<T>(Signal<T> signal, Property<T> property, ChangeOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(signal);
        ArgumentNullException.ThrowIfNull(origin);
        Join([.. signal.Twins, property.Twin]);
        var port = Port(property);
        if (!port.TryClaim(origin.Source.Length == 0 ? signal.Name : origin.Source))
            AddProblem($"'{property}' is written by '{port.Writer}' and by '{origin.Source}'; a property has one writer.");
        signal.Subscribe(sample => port.Store(sample, origin));
        return this;
    }

    /// <summary>Notes a problem in the wiring; <see cref="StartAsync"/> reports all of them together.</summary>
    /// <param name="problem">A sentence that names twin and property.</param>
    public void AddProblem(string problem)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(problem);
        _problems.Add(problem);
    }

    /// <summary>Checks all wiring, starts everything, and gives the running twin.</summary>
    /// <param name="cancellationToken">Gives up starting; a runtime that has started is stopped by disposing it.</param>
    /// <exception cref="TwinConfigurationException">Something is wired wrongly, or another runtime on the graph that has not stopped reads or writes one of the properties; lists every problem.</exception>
    /// <exception cref="InvalidOperationException">It has been started before.</exception>
    public async Task<TwinRuntime> StartAsync(CancellationToken cancellationToken = default)
    {
        RequireOpen();
        _started = true;
        var runtime = new TwinRuntime(this, _ports, _connectors, _components, _lanes, _groups);
        List<string> problems = [.. _problems, .. runtime.Validate()];
        if (problems.Count == 0)
            problems.AddRange(runtime.Claim());
        if (problems.Count > 0)
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
            throw new TwinConfigurationException(problems);
        }

        try
        {
            await runtime.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return runtime;
    }

    internal PropertyPort<T> Port<T>(Property<T> property)
    {
        RequireOpen();
        RequireOwn(property.Twin);
        if (_ports.TryGetValue(property, out var known))
            return (PropertyPort<T>)known;
        var port = new PropertyPort<T>(property);
        _groups.Join([property.Twin]);
        _ports[property] = port;
        return port;
    }

    private void RequireOpen()
    {
        if (_started)
            throw new InvalidOperationException("This builder has been started; compose before, or take a new builder.");
    }

    private void RequireOwn(Twin twin)
    {
        if (!ReferenceEquals(twin.Graph, Graph))
            throw new ArgumentException($"Twin '{twin.Id}' belongs to another graph than the runtime.");
    }
}
