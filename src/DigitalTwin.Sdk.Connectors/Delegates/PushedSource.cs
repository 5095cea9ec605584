namespace DigitalTwin.Sdk.Connectors;

/// <summary>A function that hands in samples as they come.</summary>
internal sealed class PushedSource<T>(Property<T> property, ConnectorBinding binding, Func<Func<Sample<T>, ValueTask>, CancellationToken, Task> listen) : DelegateSource(binding)
{
    internal override Task RunAsync(IConnectorHost host, Action<bool> count, Action<string?> report, CancellationToken cancellationToken)
    {
        report(null);
        return listen(TakeAsync, cancellationToken);

        ValueTask TakeAsync(Sample<T> sample)
        {
            count(!sample.Quality.IsBad);
            return host.PostAsync(property, sample, null, cancellationToken);
        }
    }
}
