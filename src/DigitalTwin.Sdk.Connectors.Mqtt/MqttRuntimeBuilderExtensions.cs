using System.Runtime.CompilerServices;
using DigitalTwin.Sdk.Connectors;
using DigitalTwin.Sdk.Connectors.Mqtt;

namespace DigitalTwin.Sdk;

/// <summary>Adds MQTT to a runtime.</summary>
public static class MqttRuntimeBuilderExtensions
{
    // What else was added to the same builder, for as long as the builder lives: a client id must be told from those of its neighbours.
    private static readonly ConditionalWeakTable<TwinRuntimeBuilder, List<MqttConnector>> Neighbours = [];

    /// <summary>Reads twins from, and writes set-points to, one MQTT broker.</summary>
    /// <remarks>Does not connect yet. What is wrong with addresses, units, paths or certificates is reported by <see cref="TwinRuntimeBuilder.StartAsync"/>, all of it at once.</remarks>
    /// <param name="builder">The runtime being composed.</param>
    /// <param name="broker"><c>mqtts://host[:port]</c> (TLS, port 8883) or <c>mqtt://host[:port]</c> (unencrypted, port 1883).</param>
    /// <param name="configure">Says what is read and written, and how the connection is made.</param>
    public static TwinRuntimeBuilder AddMqtt(this TwinRuntimeBuilder builder, string broker, Action<MqttConnectorBuilder> configure) =>
        builder.AddMqtt(broker, configure, out _);

    /// <summary>The same, and hands out the connector: for its counters and for trying the mappings before the start.</summary>
    /// <param name="builder">The runtime being composed.</param>
    /// <param name="broker"><c>mqtts://host[:port]</c> or <c>mqtt://host[:port]</c>.</param>
    /// <param name="configure">Says what is read and written, and how the connection is made.</param>
    /// <param name="connector">The connector; owned by the runtime.</param>
    public static TwinRuntimeBuilder AddMqtt(this TwinRuntimeBuilder builder, string broker, Action<MqttConnectorBuilder> configure, out MqttConnector connector)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(configure);
        var mqtt = new MqttConnectorBuilder(new MqttSettings());
        mqtt.Settings.SetBroker(broker, mqtt.Problems);
        configure(mqtt);
        connector = new MqttConnector(builder.Graph, mqtt, () => builder.MeterFactory);
        var earlier = Neighbours.GetOrCreateValue(builder);
        if (mqtt.Settings.Journal is { } journal && !journal.Validate().Any())
            connector.JournaledBy = new JournaledConnector(connector, journal, mqtt.Settings.AckStage == AckStage.Persisted);
        builder.AddConnector((IConnector?)connector.JournaledBy ?? connector).AddComponent(new MqttValidation(connector, [.. earlier]));
        earlier.Add(connector);
        return builder;
    }
}
