namespace DigitalTwin.Sdk.Connectors;

/// <summary>Says which functions a connector is made of. Not thread-safe; used while composing only.</summary>
public sealed class DelegateConnectorBuilder
{
    internal DelegateConnectorBuilder()
    {
    }

    internal List<DelegateSource> Sources { get; } = [];

    internal Dictionary<Property, (ConnectorBinding Binding, Func<double, CancellationToken, ValueTask<WriteOutcome>> Send)> Writes { get; } = [];

    internal ReconnectOptions ReconnectOptions { get; } = new();

    /// <summary>Reads a property at a steady rate. A good sample each time; if the function fails, the property becomes Bad with reason CommLoss until it works again.</summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="every">Period; 1 ms to 30 days. While one reading takes longer, the next is left out.</param>
    /// <param name="read">Reads the value in the property's unit.</param>
    public DelegateConnectorBuilder Read<T>(Property<T> property, TimeSpan every, Func<CancellationToken, ValueTask<T>> read)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(every, TimeSpan.FromDays(30));
        ArgumentNullException.ThrowIfNull(read);
        var binding = new ConnectorBinding(property, ConnectorAccess.Read, $"function, every {every}", every);
        Sources.Add(new PolledSource<T>(property, binding, every, read));
        return this;
    }

    /// <summary>Listens: the function runs as long as the connector does and hands in samples as they come. If it fails, it is started again after a pause.</summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="listen">Given a function that takes a sample (and waits while the twin's queue is full), runs until cancelled. Returning means that nothing more will come.</param>
    public DelegateConnectorBuilder Subscribe<T>(Property<T> property, Func<Func<Sample<T>, ValueTask>, CancellationToken, Task> listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        Sources.Add(new PushedSource<T>(property, new ConnectorBinding(property, ConnectorAccess.Read, "function"), listen));
        return this;
    }

    /// <summary>Carries a set-point's guarded writes. Never called after a write has expired.</summary>
    /// <typeparam name="T">Type of the set-point's values; a number or bool.</typeparam>
    /// <param name="setpoint">The set-point; written by one function at most.</param>
    /// <param name="send">Takes the value in the set-point's unit and says what became of it. If it throws, the write has failed and may be tried again.</param>
    /// <exception cref="ArgumentException">The set-point is written already.</exception>
    public DelegateConnectorBuilder Write<T>(Setpoint<T> setpoint, Func<double, CancellationToken, ValueTask<WriteOutcome>> send)
    {
        ArgumentNullException.ThrowIfNull(send);
        Property property = setpoint;
        if (!Writes.TryAdd(property, (new ConnectorBinding(property, ConnectorAccess.Write, "function"), send)))
            throw new ArgumentException($"'{property}' is written by two functions.", nameof(setpoint));
        return this;
    }

    /// <summary>Pauses before a failed <see cref="Subscribe"/> is started again.</summary>
    /// <param name="configure">Sets them.</param>
    /// <exception cref="ArgumentException">A pause is out of range.</exception>
    public DelegateConnectorBuilder Reconnect(Action<ReconnectOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(ReconnectOptions);
        var problems = ReconnectOptions.Validate().ToList();
        return problems.Count == 0 ? this : throw new ArgumentException(string.Join(" ", problems), nameof(configure));
    }
}
