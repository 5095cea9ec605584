namespace DigitalTwin.Sdk.Connectors;

/// <summary>One function that brings samples.</summary>
internal abstract class DelegateSource(ConnectorBinding binding)
{
    internal ConnectorBinding Binding { get; } = binding;

    /// <summary>Runs until cancelled or nothing more will come. Throws what the user's function throws, if that means the end of it.</summary>
    /// <param name="host">Where samples go.</param>
    /// <param name="count">Told of each reading, and whether it gave a value.</param>
    /// <param name="report">Says that the function works (null) or why not.</param>
    /// <param name="cancellationToken">The connector is being disposed.</param>
    internal abstract Task RunAsync(IConnectorHost host, Action<bool> count, Action<string?> report, CancellationToken cancellationToken);
}
