namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Says what a connector to one MQTT broker reads and writes, and how it connects. Not thread-safe; used while composing only.</summary>
public sealed class MqttConnectorBuilder
{
    internal MqttConnectorBuilder(MqttSettings settings) => Settings = settings;

    internal MqttSettings Settings { get; }

    internal List<string> Problems { get; } = [];

    private const string SetEnding = "/set";
    private readonly List<(Property Property, Action Read)> _readBacks = [];

    internal List<PayloadReader> Readers { get; } = [];

    internal List<PayloadWriter> Writers { get; } = [];

    internal List<PresenceReader> Presences { get; } = [];

    internal List<(string Template, MqttTwinMappings Each)> Templates { get; } = [];

    /// <summary>Takes a property's samples from a topic.</summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="topic">One topic, no wildcards.</param>
    /// <param name="from">Where in the message value, time and quality are; null if the whole payload is one plain number or text.</param>
    public MqttConnectorBuilder Read<T>(Property<T> property, string topic, Action<ReadMapping<T>>? from = null)
    {
        ArgumentNullException.ThrowIfNull(topic);
        var mapping = new ReadMapping<T>();
        from?.Invoke(mapping);
        CheckTopic(property.ToString(), topic);
        Readers.Add(new PayloadReader<T>(property, topic, mapping, Problems));
        return this;
    }

    /// <summary>Takes a set-point's reported value from a topic: what the plant says it does, not what we told it.</summary>
    /// <typeparam name="T">Type of the set-point's values.</typeparam>
    /// <param name="setpoint">The set-point.</param>
    /// <param name="topic">One topic, no wildcards; another than the one it is written to.</param>
    /// <param name="from">Where in the message value, time and quality are; null if the whole payload is one plain number or text.</param>
    public MqttConnectorBuilder Read<T>(Setpoint<T> setpoint, string topic, Action<ReadMapping<T>>? from = null) => Read(setpoint.Reported, topic, from);

    /// <summary>Takes the samples of many twins from a topic with named levels.</summary>
    /// <param name="template">For instance <c>plant/{line}/{asset}/telemetry</c>; a token is a whole level.</param>
    /// <param name="each">Whose message it is and what is in it.</param>
    public MqttConnectorBuilder ReadEach(string template, Action<MqttTwinMappings> each)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(each);
        var mappings = new MqttTwinMappings();
        each(mappings);
        Templates.Add((template, mappings));
        return this;
    }

    /// <summary>Carries a set-point's guarded writes to a topic: QoS 1, not retained, confirmed by the broker, and not sent after they expired.</summary>
    /// <remarks>
    /// Under MQTT 5 the broker does not deliver a write after its expiry either, not even to a device that was away. MQTT 3.1.1 has no such thing: there the
    /// template has to tell the plant (<c>${expires}</c>), or <see cref="AllowWritesWithoutExpiry"/> must be said, or the write is rejected.
    /// A write is not worth much without the plant's answer. If the topic ends with <c>/set</c>, the payload is a plain number and nothing else here reads the set-point, its
    /// reported value is read from the topic without that ending, as the Homie convention has it: <c>p101/speed/set</c> is answered on
    /// <c>p101/speed</c>. Read it explicitly where the plant answers elsewhere; <see cref="WriteMapping.WithoutReadBack"/> switches this off.
    /// </remarks>
    /// <typeparam name="T">Type of the set-point's values; a number or bool.</typeparam>
    /// <param name="setpoint">The set-point.</param>
    /// <param name="topic">One topic, no wildcards.</param>
    /// <param name="to">How the value is written down; null for a plain number in the set-point's unit.</param>
    public MqttConnectorBuilder Write<T>(Setpoint<T> setpoint, string topic, Action<WriteMapping>? to = null)
    {
        ArgumentNullException.ThrowIfNull(topic);
        var mapping = new WriteMapping();
        to?.Invoke(mapping);
        CheckTopic(setpoint.ToString(), topic);
        if (Writers.Any(w => w.Property == setpoint.Reported.ToProperty()))
            Problems.Add($"'{setpoint}' ({topic}) is written twice by this connector.");
        Writers.Add(new PayloadWriter(setpoint.Reported, topic, mapping, Problems));
        if (mapping.IsReadBack && topic.EndsWith(SetEnding, StringComparison.Ordinal) && topic.Length > SetEnding.Length)
            _readBacks.Add((setpoint.Reported, () => Read(setpoint.Reported, topic[..^SetEnding.Length], mapping.TargetUnit is { } unit ? from => from.Unit(unit) : null)));
        return this;
    }

    /// <summary>
    /// Lets writes go out over MQTT 3.1.1 although nobody there keeps their expiry: if the device is away and has a session, the broker delivers them when it
    /// comes back, perhaps hours later. Only for devices that are known to connect without a session, or for which a late command does no harm.
    /// </summary>
    public MqttConnectorBuilder AllowWritesWithoutExpiry()
    {
        Settings.AllowsWritesWithoutExpiry = true;
        return this;
    }

    /// <summary>Birth and last-will messages of a twin's device, which drive the twin's life cycle: gone means its values are no longer to be trusted.</summary>
    /// <param name="twin">A twin that this connector reads.</param>
    /// <param name="topic">One topic, no wildcards; usually retained.</param>
    /// <param name="present">Payload that says the device is there.</param>
    /// <param name="absent">Payload that says it is gone.</param>
    public MqttConnectorBuilder Presence(Twin twin, string topic, string present = "online", string absent = "offline")
    {
        ArgumentNullException.ThrowIfNull(twin);
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(absent);
        CheckTopic(twin.Id, topic);
        Presences.Add(new PresenceReader(twin, topic, present, absent, isTemplated: false));
        return this;
    }

    /// <summary>Name in logs, metrics and health.</summary>
    /// <param name="name">Unique within the runtime. Default: <c>mqtt host:port</c>.</param>
    public MqttConnectorBuilder Name(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Settings.Name = name;
        return this;
    }

    /// <summary>User and password. Never logged.</summary>
    /// <param name="user">User name.</param>
    /// <param name="password">Password.</param>
    public MqttConnectorBuilder Credentials(string user, string password)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(password);
        Settings.User = user;
        Settings.Password = password;
        return this;
    }

    /// <summary>Lets user and password cross the network unencrypted. Only for networks that nobody else can reach.</summary>
    public MqttConnectorBuilder AllowPlainTextCredentials()
    {
        Settings.AllowsPlainTextCredentials = true;
        return this;
    }

    /// <summary>Certificates for <c>mqtts://</c>, as PEM files. TLS 1.2 or later; the broker's host name is always checked; revocation lists are not asked.</summary>
    /// <param name="ca">Authorities trusted, instead of those the machine trusts; null for the machine's.</param>
    /// <param name="certificate">Our own certificate, for brokers that ask for one; null for none.</param>
    /// <param name="key">Its private key, unencrypted; null if it is in the certificate's file.</param>
    public MqttConnectorBuilder Tls(string? ca = null, string? certificate = null, string? key = null)
    {
        Settings.TlsFiles = new MqttTlsFiles(ca, certificate, key);
        return this;
    }

    /// <summary>The client identifier under which the broker keeps our session over restarts of this process.</summary>
    /// <param name="clientId">Unique at the broker: two clients of one name throw each other out, and two connectors of one runtime are refused for it. Default: one per process, whose session ends with it; under MQTT 3.1.1 with the connection, so that what comes while the link is down is lost.</param>
    public MqttConnectorBuilder ClientId(string clientId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(clientId);
        Settings.ClientId = clientId;
        return this;
    }

    /// <summary>Which version of MQTT is spoken.</summary>
    /// <param name="protocol">MQTT 5 with fall-back to 3.1.1 by default.</param>
    public MqttConnectorBuilder Protocol(MqttProtocol protocol)
    {
        Settings.Protocol = protocol;
        return this;
    }

    /// <summary>What the broker promises for messages it sends to us.</summary>
    /// <param name="qualityOfService">QoS 1 by default.</param>
    public MqttConnectorBuilder QualityOfService(MqttQualityOfService qualityOfService)
    {
        Settings.QualityOfService = qualityOfService;
        return this;
    }

    /// <summary>How far a message must have come before the broker may forget it; for QoS 1 and 2.</summary>
    /// <param name="stage">Applied to the twin's state by default.</param>
    public MqttConnectorBuilder AcknowledgeAt(AckStage stage)
    {
        Settings.AckStage = stage;
        return this;
    }

    /// <summary>Keeps every sample in a journal on disk on its way to the twin; with <c>AcknowledgeAt(AckStage.Persisted)</c> the broker is told only then.</summary>
    /// <remarks>See <see cref="JournaledConnector"/> for what becomes of samples after a crash, and of those that come twice.</remarks>
    /// <param name="folder">The folder; of this connector alone.</param>
    /// <param name="configure">How much it may hold; null for 1 GiB and 7 days, the oldest dropped.</param>
    public MqttConnectorBuilder JournalTo(string folder, Action<StoreOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Settings.Journal = new StoreOptions { Folder = folder };
        configure?.Invoke(Settings.Journal);
        return this;
    }

    /// <summary>How long the broker keeps our subscriptions, and what comes for them, after the link broke. MQTT 5; under 3.1.1 the broker decides, but for zero.</summary>
    /// <remarks>
    /// What has waited there and brings no time of its own (<see cref="ReadMapping{T}.Time"/>) is <c>Uncertain | CommLoss</c>, as nobody knows how old it is. Under MQTT 5 that
    /// is exact. Under 3.1.1, with brokers that have no subscription identifiers, and with <see cref="Share"/> it may hold for news too, until the link was
    /// quiet for the time of one ping.
    /// </remarks>
    /// <param name="expiry">1 hour by default; at most 366 days; zero for not at all: what comes while the link is down is lost, and nothing old is ever delivered.</param>
    public MqttConnectorBuilder SessionExpiry(TimeSpan expiry)
    {
        Settings.SessionExpiry = expiry;
        return this;
    }

    /// <summary>How soon a dead link is noticed.</summary>
    /// <param name="keepAlive">30 s by default; 1 s to 65535 s.</param>
    public MqttConnectorBuilder KeepAlive(TimeSpan keepAlive)
    {
        Settings.KeepAlive = keepAlive;
        return this;
    }

    /// <summary>How long the broker may take to answer when we connect or subscribe, and to confirm a write.</summary>
    /// <param name="connect">10 s by default; 0.1 s to 10 minutes.</param>
    /// <param name="write">5 s by default; 0.1 s to 10 minutes.</param>
    public MqttConnectorBuilder Timeouts(TimeSpan connect, TimeSpan write)
    {
        Settings.Timeout = connect;
        Settings.WriteTimeout = write;
        return this;
    }

    /// <summary>The clock by which the network is judged: time-outs, keep-alive, pauses between attempts. Samples keep the runtime's clock.</summary>
    /// <param name="clock">The runtime's clock by default. Give <see cref="TimeProvider.System"/> where the runtime's clock is a virtual one and the broker is not.</param>
    public MqttConnectorBuilder TransportClock(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        Settings.TransportClock = clock;
        return this;
    }

    /// <summary>Pauses between attempts to connect.</summary>
    /// <param name="configure">Sets them.</param>
    public MqttConnectorBuilder Reconnect(Action<ReconnectOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(Settings.Reconnect);
        return this;
    }

    /// <summary>The largest payload that is looked at; a larger one is counted and makes its property Bad.</summary>
    /// <param name="bytes">1 MiB by default; 1 to 268,435,455. Under MQTT 5 the broker is asked to keep what is more than four times as large.</param>
    public MqttConnectorBuilder MaxPayload(int bytes)
    {
        Settings.MaxPayloadBytes = bytes;
        return this;
    }

    /// <summary>Subscribes as a member of a group, each message going to one member only.</summary>
    /// <remarks>The broker may have kept messages for the group while no member was there; see <see cref="SessionExpiry"/> for how those are told apart.</remarks>
    /// <param name="group">Name of the group: no slash, no wildcard.</param>
    public MqttConnectorBuilder Share(string group)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(group);
        if (group.AsSpan().ContainsAny('/', '+', '#'))
            Problems.Add($"{Settings.DisplayName}: the group of a shared subscription must not hold /, + or #.");
        Settings.ShareGroup = group;
        return this;
    }

    /// <summary>Takes a message only if one of its MQTT 5 user properties names the twin it speaks for; others are filtered and counted.</summary>
    /// <remarks>Holds for births and last wills as well: a device puts the property into its will when it connects.</remarks>
    /// <param name="userProperty">Name of the user property whose value must be the twin's identifier.</param>
    public MqttConnectorBuilder RequireSource(string userProperty)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(userProperty);
        Settings.SourceUserProperty = userProperty;
        return this;
    }

    /// <summary>Lets the beginning of unreadable payloads appear in the log. They may hold secrets; off by default.</summary>
    public MqttConnectorBuilder LogPayloads()
    {
        Settings.LogsPayloads = true;
        return this;
    }

    private void CheckTopic(string subject, string topic)
    {
        if (TopicNames.Problem(topic) is { } problem)
            Problems.Add($"'{subject}': {problem}.");
    }

    /// <summary>Reads what is written and not read otherwise from where the plant answers.</summary>
    internal void AddReadBacks()
    {
        foreach (var (property, read) in _readBacks)
        {
            if (!Readers.Exists(r => r.Property == property))
                read();
        }
    }
}
