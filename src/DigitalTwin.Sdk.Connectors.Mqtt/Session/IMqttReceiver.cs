using MQTTnet.Packets;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Where a session hands its messages.</summary>
internal interface IMqttReceiver
{
    /// <summary>Takes one message; the next is read when this returns.</summary>
    /// <param name="packet">The message.</param>
    /// <param name="ack">To be told of the samples it makes; null for QoS 0.</param>
    /// <param name="mayHaveWaited">Whether it may have waited at the broker while we were not connected.</param>
    /// <param name="cancellationToken">The connection is closing.</param>
    ValueTask ReceiveAsync(MqttPublishPacket packet, PendingAck? ack, bool mayHaveWaited, CancellationToken cancellationToken);
}
