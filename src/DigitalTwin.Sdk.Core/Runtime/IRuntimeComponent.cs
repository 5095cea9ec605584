namespace DigitalTwin.Sdk;

/// <summary>Something that lives as long as a runtime does: write-back, a history store, your own service.</summary>
public interface IRuntimeComponent : IAsyncDisposable
{
    /// <summary>What is wrong with the wiring, each in a sentence that names twin and property; asked before the start, empty if nothing.</summary>
    /// <param name="runtime">The runtime about to start; it can be asked for connectors and writers.</param>
    IEnumerable<string> Validate(TwinRuntime runtime);

    /// <summary>Starts, after all wiring was found sound and before connectors deliver.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    Task StartAsync(TwinRuntime runtime, CancellationToken cancellationToken);
}
