namespace DigitalTwin.Sdk.Connectors;

/// <summary>A function that hands in samples as they come.</summary>
internal sealed class PushedSource<T>(Property<T> property, ConnectorBinding binding, Func<Func<Sample<T>, ValueTask>, CancellationToken, Task> listen) : DelegateSource(binding)
{
    internal override Task RunAsync(IConnectorHost host, Action<string?> report, CancellationToken cancellationToken)
    {
        report(null);
        return listen(sample => host.PostAsync(property, sample, null, cancellationToken), cancellationToken);
    }
}
