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

    /// <summary>
    /// The same connector with a journal: its samples are on disk on their way to the twin, so that a crash loses nothing that was acknowledged:
    /// <code>
    /// builder.AddConnector(Connector.WithJournal(gateway, new StoreOptions { Folder = "data/gateway" }));
    /// </code>
    /// </summary>
    /// <param name="connector">The connector; owned by the journaled one.</param>
    /// <param name="store">Where the journal is, and how much it may hold.</param>
    /// <returns>To be given to <see cref="TwinRuntimeBuilder.AddConnector"/> in its place.</returns>
    /// <exception cref="ArgumentException">An option is out of range; all that are wrong are named.</exception>
    public static JournaledConnector WithJournal(IConnector connector, StoreOptions store)
    {
        ArgumentNullException.ThrowIfNull(connector);
        ArgumentNullException.ThrowIfNull(store);
        return new JournaledConnector(connector, store, acknowledgesDurable: true);
    }

    /// <summary>
    /// A connector that plays a recorded table (CSV, RFC 4180, with a line of headings):
    /// <code>
    /// builder.AddConnector(Connector.Replay("test bench", "valve1-0.csv", record => record
    ///     .Separator(';').Time("datetime").Read("Current", current).Read("Pressure", pressure, Units.Bar).Speed(60)));
    /// </code>
    /// </summary>
    /// <param name="name">Name in logs, metrics and health; unique within a runtime.</param>
    /// <param name="file">Path of the file.</param>
    /// <param name="configure">Says what its columns are and how fast it plays.</param>
    /// <returns>To be given to <see cref="TwinRuntimeBuilder.AddConnector"/>.</returns>
    /// <exception cref="ArgumentException">The name is empty, nothing is read, a column is not there, or a unit does not fit; all that is wrong is told at once.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ReplayConnector Replay(string name, string file, Action<ReplayConnectorBuilder> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new ReplayConnectorBuilder();
        configure(builder);
        if (builder.Columns.Count == 0)
            throw new ArgumentException($"Connector '{name}' reads no column.", nameof(configure));
        return new ReplayConnector(name, file, builder);
    }

    /// <summary>
    /// A connector that plays the journal of another one:
    /// <code>
    /// builder.AddConnector(Connector.ReplayJournal("last week", "data/plant", journal => journal.Read(flow).Read(head).Speed(60)));
    /// </code>
    /// </summary>
    /// <param name="name">Name in logs, metrics and health; unique within a runtime.</param>
    /// <param name="folder">The journal's folder.</param>
    /// <param name="configure">Says what is played and how fast.</param>
    /// <returns>To be given to <see cref="TwinRuntimeBuilder.AddConnector"/>.</returns>
    /// <exception cref="ArgumentException">The name is empty, nothing is read, or a property has values of a type that no journal keeps.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static JournalReplayConnector ReplayJournal(string name, string folder, Action<JournalReplayBuilder> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(configure);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no journal '{folder}'.");
        var builder = new JournalReplayBuilder();
        configure(builder);
        if (builder.Properties.Count == 0)
            throw new ArgumentException($"Connector '{name}' plays no property.", nameof(configure));
        return new JournalReplayConnector(name, folder, builder);
    }

    /// <summary>
    /// A connector whose samples are made up, faults included:
    /// <code>
    /// builder.AddConnector(Connector.Simulate("simulated pump", seed: 7, plant => plant
    ///     .Signal(flow, every: TimeSpan.FromSeconds(1), SimulatedSignal.Constant(250).Noise(1.5).Spikes(share: 0.01, size: 80))
    ///     .Disconnect(from: TimeSpan.FromMinutes(10), until: TimeSpan.FromMinutes(12))));
    /// </code>
    /// </summary>
    /// <param name="name">Name in logs, metrics and health; unique within a runtime.</param>
    /// <param name="seed">Another gives another noise and other places for the faults; the same gives the same samples.</param>
    /// <param name="configure">Says which signals it brings.</param>
    /// <returns>To be given to <see cref="TwinRuntimeBuilder.AddConnector"/>.</returns>
    /// <exception cref="ArgumentException">The name is empty, or there is no signal.</exception>
    public static SimulatedConnector Simulate(string name, long seed, Action<SimulatedConnectorBuilder> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new SimulatedConnectorBuilder();
        configure(builder);
        if (builder.Signals.Count == 0)
            throw new ArgumentException($"Connector '{name}' brings no signal.", nameof(configure));
        return new SimulatedConnector(name, seed, builder);
    }
}
