using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Says what a connector reads from and writes to the devices of one Modbus link, and how. Not thread-safe; used while composing only.</summary>
public sealed class ModbusConnectorBuilder
{
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(1);

    internal ModbusConnectorBuilder(ModbusSettings settings) => Settings = settings;

    internal ModbusSettings Settings { get; }

    internal List<string> Problems { get; } = [];

    internal List<TagEntry> Entries { get; } = [];

    /// <summary>Takes a property's samples from a device.</summary>
    /// <typeparam name="T">Type of the property's values: a number, bool or string.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="address">Where the value begins.</param>
    /// <param name="tag">What is there; null for a bit, or one register as a whole number without sign.</param>
    public ModbusConnectorBuilder Read<T>(Property<T> property, ModbusAddress address, Action<ModbusTag>? tag = null) =>
        Add(property.ToProperty(), address, tag, ConnectorAccess.Read);

    /// <summary>Takes a set-point's reported value from a device: what it does, not what it was told.</summary>
    /// <typeparam name="T">Type of the set-point's values.</typeparam>
    /// <param name="setpoint">The set-point.</param>
    /// <param name="address">Where the value begins.</param>
    /// <param name="tag">What is there; null for a bit, or one register as a whole number without sign.</param>
    public ModbusConnectorBuilder Read<T>(Setpoint<T> setpoint, ModbusAddress address, Action<ModbusTag>? tag = null) => Read(setpoint.Reported, address, tag);

    /// <summary>Carries a set-point's guarded writes to a device; nothing is written that is not named here.</summary>
    /// <remarks>
    /// One request (function 5, 6, 16, or 22 for a bit of a register), then the same registers are read and compared: a write counts as acknowledged only if the
    /// device holds the value. A number is rounded to what the registers can hold; one that they cannot hold is rejected. Unless the set-point is
    /// read elsewhere, its reported value is polled from the same registers; <see cref="ModbusTag.WithoutReadBack"/> switches this off.
    /// </remarks>
    /// <typeparam name="T">Type of the set-point's values; a number or bool.</typeparam>
    /// <param name="setpoint">The set-point.</param>
    /// <param name="address">A coil or holding register.</param>
    /// <param name="tag">What is there; null for a coil, or one register as a whole number without sign.</param>
    public ModbusConnectorBuilder Write<T>(Setpoint<T> setpoint, ModbusAddress address, Action<ModbusTag>? tag = null) =>
        Add(setpoint.Reported.ToProperty(), address, tag, ConnectorAccess.Write);

    /// <summary>Takes tags from a JSON file; see the how-to page for its form. What is wrong in it is reported with file, tag and member before the runtime starts.</summary>
    /// <param name="file">Path of the file.</param>
    public ModbusConnectorBuilder Tags(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        TagFile.Load(file, Entries, Problems);
        return this;
    }

    /// <summary>Says that an unprotected link is known to be one: plain Modbus lets whoever reaches it read and write every register. Needed for everything but TLS.</summary>
    public ModbusConnectorBuilder AllowInsecure()
    {
        Settings.AllowsInsecure = true;
        return this;
    }

    /// <summary>The device that is meant where a tag does not say: its unit identifier.</summary>
    /// <param name="number">0 to 255. Default: 1.</param>
    public ModbusConnectorBuilder Device(byte number)
    {
        Settings.Device = number;
        return this;
    }

    /// <summary>How often a tag is read that does not say.</summary>
    /// <param name="period">1 ms to 1 day. Default: 1 s.</param>
    public ModbusConnectorBuilder Every(TimeSpan period)
    {
        Settings.Period = CheckedPeriod(period);
        return this;
    }

    /// <summary>How neighbouring tags are read together.</summary>
    /// <param name="maxHole">Most registers between two tags that are read for nothing rather than by a request more; 0 to 124. Bits sixteen times as many. Default: 8.</param>
    /// <param name="maxRegisters">Most registers that the device gives in one answer, 1 to 125. Bits sixteen times as many, at most 2000. Default: 125.</param>
    public ModbusConnectorBuilder Merge(int maxHole = 8, int maxRegisters = ModbusLimits.ReadRegisters)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxHole);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(maxHole, ModbusLimits.ReadRegisters);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRegisters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxRegisters, ModbusLimits.ReadRegisters);
        (Settings.MaxHole, Settings.MaxRegisters) = (maxHole, maxRegisters);
        return this;
    }

    /// <summary>How many requests may be on their way at the same time; only where the device allows more than one.</summary>
    /// <param name="requests">1 to 64. Default: 1.</param>
    public ModbusConnectorBuilder InFlight(int requests)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(requests, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(requests, 64);
        Settings.MaxInFlight = requests;
        return this;
    }

    /// <summary>How long the device may take.</summary>
    /// <param name="connect">To let us in. Default: 5 s.</param>
    /// <param name="answer">To answer a request. Default: 1 s.</param>
    public ModbusConnectorBuilder Timeouts(TimeSpan connect, TimeSpan answer)
    {
        (Settings.ConnectTimeout, Settings.Timeout) = (connect, answer);
        return this;
    }

    /// <summary>Certificates of an encrypted link, PEM files. Nothing is trusted silently.</summary>
    /// <param name="certificate">Our own certificate.</param>
    /// <param name="key">Its private key.</param>
    /// <param name="ca">Certificates of the authorities trusted; null for those the machine trusts.</param>
    /// <param name="serverName">The name in the device's certificate; null for the host.</param>
    public ModbusConnectorBuilder Tls(string certificate, string key, string? ca = null, string? serverName = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(certificate);
        ArgumentException.ThrowIfNullOrEmpty(key);
        Settings.TlsFiles = new ModbusTlsFiles(certificate, key, ca, serverName);
        return this;
    }

    /// <summary>How a serial line is set.</summary>
    /// <param name="line">Baud rate, parity, stop bits. Default: those of the standard, 19200 baud, even.</param>
    public ModbusConnectorBuilder Line(ModbusSerialOptions line)
    {
        ArgumentNullException.ThrowIfNull(line);
        Settings.Line = line;
        return this;
    }

    /// <summary>Pauses before a link or a device that was lost, or a device that is busy, is tried again.</summary>
    /// <param name="configure">Sets them.</param>
    public ModbusConnectorBuilder Reconnect(Action<ReconnectOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(Settings.Reconnect);
        return this;
    }

    /// <summary>Keeps every sample in a journal on disk on its way to the twin.</summary>
    /// <remarks>See <see cref="JournaledConnector"/>.</remarks>
    /// <param name="folder">The folder; of this connector alone.</param>
    /// <param name="configure">How much it may hold; null for 1 GiB and 7 days, the oldest dropped.</param>
    public ModbusConnectorBuilder JournalTo(string folder, Action<StoreOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Settings.Journal = new StoreOptions { Folder = folder };
        configure?.Invoke(Settings.Journal);
        return this;
    }

    /// <summary>Name in logs, metrics and health.</summary>
    /// <param name="name">Unique within the runtime. Default: <c>modbus host:port</c>.</param>
    public ModbusConnectorBuilder Name(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Settings.Name = name;
        return this;
    }

    /// <summary>The clock of time-outs, periods and pauses, where it is not the runtime's: a test whose twins live in virtual time while its link does not.</summary>
    /// <param name="clock">The clock.</param>
    public ModbusConnectorBuilder TransportClock(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        Settings.TransportClock = clock;
        return this;
    }

    internal static TimeSpan CheckedPeriod(TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, ShortestPeriod, nameof(period));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, LongestPeriod, nameof(period));
        return period;
    }

    private ModbusConnectorBuilder Add(Property property, ModbusAddress address, Action<ModbusTag>? configure, ConnectorAccess access)
    {
        var tag = new ModbusTag();
        configure?.Invoke(tag);
        Entries.Add(new TagEntry((_, _) => property, address, tag, access));
        return this;
    }
}
