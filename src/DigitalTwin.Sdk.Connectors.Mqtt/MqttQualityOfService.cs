namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>What the broker promises for messages it sends to us (MQTT 5, clause 4.3).</summary>
public enum MqttQualityOfService
{
    /// <summary>QoS 0: what is under way when the link breaks is lost.</summary>
    AtMostOnce = 0,

    /// <summary>QoS 1: nothing is lost, something may come twice; the twin drops what it already has. The default.</summary>
    AtLeastOnce,

    /// <summary>QoS 2: nothing is lost and the link delivers nothing twice; costs two more packets per message.</summary>
    ExactlyOnce,
}
