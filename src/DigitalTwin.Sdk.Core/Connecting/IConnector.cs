namespace DigitalTwin.Sdk;

/// <summary>Joins twins to one outside system: delivers samples into the runtime and, if it also is an <see cref="IPlantWriter"/>, carries guarded writes out.</summary>
/// <remarks>
/// A connector never throws for what the outside world does: it reports state through its host and goes on. Its receive path only
/// converts and posts; everything else happens in the twin's lane.
/// </remarks>
public interface IConnector : IAsyncDisposable
{
    /// <summary>Name used in logs, metrics and health; unique within a runtime.</summary>
    string Name { get; }

    /// <summary>Every property this connector reads or writes; fixed before the runtime starts.</summary>
    IReadOnlyCollection<ConnectorBinding> Bindings { get; }

    /// <summary>Starts connecting and keeps at it until disposed; returns once the connector runs, not once it is connected.</summary>
    /// <param name="host">Where samples and states go.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    Task StartAsync(IConnectorHost host, CancellationToken cancellationToken);
}
