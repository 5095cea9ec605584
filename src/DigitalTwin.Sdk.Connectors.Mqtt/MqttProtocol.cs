namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Which version of MQTT is spoken.</summary>
public enum MqttProtocol
{
    /// <summary>MQTT 5; if the broker does not know it, MQTT 3.1.1. The default.</summary>
    V5 = 0,

    /// <summary>MQTT 3.1.1 only.</summary>
    V311,
}
