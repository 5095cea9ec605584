using DigitalTwin.Sdk.Connectors;
using DigitalTwin.Sdk.Connectors.Mqtt;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The pump behind an MQTT broker: one JSON message a step, commands as JSON.</summary>
internal static class PumpOverMqtt
{
    internal static PumpConnection Connect(TwinRuntimeBuilder builder, PumpProperties pump, BrokerLink link)
    {
        builder.AddMqtt(
            link.Address,
            mqtt => mqtt.Tls(link)
                .Read(pump.Flow, link.Telemetry, At("flow")).Read(pump.Head, link.Telemetry, At("head")).Read(pump.Power, link.Telemetry, At("power"))
                .Read(pump.Vibration, link.Telemetry, At("vibration")).Read(pump.Bearing, link.Telemetry, At("bearing")).Read(pump.Speed, link.Telemetry, At("speed"))
                .Read(pump.Sequence, link.Telemetry, from => from.JsonPath("$.seq").Time("$.ts"))
                .Write(pump.Speed, link.SpeedSetpoint, to => to.Template("""{"speed":${value},"id":"${id}","time":"${time}"}"""))
                .Presence(pump.Pump, link.Status)
                .Reconnect(pauses => (pauses.Minimum, pauses.Maximum) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2))),
            out var connector);
        return new PumpConnection(() => connector.Mappings, () => connector.Connections);
    }

    private static Action<ReadMapping<double>> At(string name) => from => from.JsonPath("$." + name).Time("$.ts").ExpectEvery(PumpStory.Step);

    private static MqttConnectorBuilder Tls(this MqttConnectorBuilder mqtt, BrokerLink link) =>
        link.IsEncrypted ? mqtt.Tls(link.Ca, link.Certificate, link.Key) : mqtt;
}
