namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Reports what is wrong with a connector together with everything else, before the runtime starts.</summary>
/// <param name="connector">The connector.</param>
/// <param name="earlier">Those added to the same runtime before it.</param>
internal sealed class MqttValidation(MqttConnector connector, IReadOnlyList<MqttConnector> earlier) : IRuntimeComponent
{
    public IEnumerable<string> Validate(TwinRuntime runtime) => [.. connector.Problems, .. earlier.Select(connector.Collision).OfType<string>()];

    public Task StartAsync(TwinRuntime runtime, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
