namespace DigitalTwin.Sdk.Connectors.Tests.Journaling;

/// <summary>A connector through which a test posts by hand.</summary>
internal sealed class ManualConnector(params Property[] properties) : IConnector
{
    private readonly TaskCompletionSource<IConnectorHost> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "by hand";

    public IReadOnlyCollection<ConnectorBinding> Bindings { get; } = [.. properties.Select(p => new ConnectorBinding(p, ConnectorAccess.Read, "here"))];

    public Task<IConnectorHost> Host => _started.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public bool IsDisposed { get; private set; }

    public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken)
    {
        _started.SetResult(host);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
