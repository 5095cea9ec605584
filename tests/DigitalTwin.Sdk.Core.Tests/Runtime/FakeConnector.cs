namespace DigitalTwin.Sdk.Tests.Runtime;

/// <summary>A connector whose outside world is the test.</summary>
internal sealed class FakeConnector(string name, params ConnectorBinding[] bindings) : IConnector
{
    public string Name { get; } = name;

    public IReadOnlyCollection<ConnectorBinding> Bindings { get; } = bindings;

    internal IConnectorHost? Host { get; private set; }

    internal bool IsDisposed { get; private set; }

    public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken)
    {
        Host = host;
        host.ReportState(ConnectorState.Connecting, "starting");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
