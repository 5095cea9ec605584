namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Reports what is wrong with a connector together with everything else, before the runtime starts.</summary>
internal sealed class ModbusValidation(ModbusConnector connector) : IRuntimeComponent
{
    public IEnumerable<string> Validate(TwinRuntime runtime) => connector.Problems;

    public Task StartAsync(TwinRuntime runtime, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
