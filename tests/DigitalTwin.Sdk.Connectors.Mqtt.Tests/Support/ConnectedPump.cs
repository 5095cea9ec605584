namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>A pump and its running twin.</summary>
internal sealed record ConnectedPump(Pump Pump, TwinRuntime Runtime) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Runtime.DisposeAsync();
}
