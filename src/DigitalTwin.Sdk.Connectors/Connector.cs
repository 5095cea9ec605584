namespace DigitalTwin.Sdk.Connectors;

/// <summary>Makes connectors out of functions, for gateways and devices that no package knows.</summary>
public static class Connector
{
    /// <summary>A connector made of functions: to read, to listen and to write.</summary>
    /// <param name="name">Name in logs, metrics and health; unique within a runtime.</param>
    /// <param name="configure">Says what is read and written, and by which functions.</param>
    /// <returns>To be given to <see cref="TwinRuntimeBuilder.AddConnector"/>.</returns>
    /// <exception cref="ArgumentException">The name is empty, or nothing is read or written.</exception>
    public static IConnector FromDelegates(string name, Action<DelegateConnectorBuilder> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new DelegateConnectorBuilder();
        configure(builder);
        if (builder.Sources.Count == 0 && builder.Writes.Count == 0)
            throw new ArgumentException($"Connector '{name}' neither reads nor writes anything.", nameof(configure));
        return new DelegateConnector(name, builder);
    }
}
