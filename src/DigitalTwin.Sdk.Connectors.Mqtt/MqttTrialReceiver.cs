using System.Buffers;
using MQTTnet.Packets;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Keeps the first message of each topic that a trial waits for.</summary>
internal sealed class MqttTrialReceiver(IEnumerable<string> topics, TimeProvider time, int maxPayloadBytes) : IMqttReceiver
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _missing = topics.ToHashSet(StringComparer.Ordinal);
    private readonly Dictionary<string, (byte[] Payload, Arrival Arrival)> _messages = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when every topic has had a message.</summary>
    internal Task Complete
    {
        get
        {
            lock (_lock)
                return _missing.Count == 0 ? Task.CompletedTask : _complete.Task;
        }
    }

    public ValueTask ReceiveAsync(MqttPublishPacket packet, PendingAck? ack, bool mayHaveWaited, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_missing.Remove(packet.Topic) && packet.Payload.Length <= maxPayloadBytes)
                _messages[packet.Topic] = (packet.Payload.ToArray(), new Arrival(time.GetUtcNow().UtcTicks, packet.Retain, mayHaveWaited && !packet.Retain));
            if (_missing.Count == 0)
                _complete.TrySetResult();
        }

        return ValueTask.CompletedTask;
    }

    internal (byte[] Payload, Arrival Arrival)? MessageOf(string topic)
    {
        lock (_lock)
            return _messages.TryGetValue(topic, out var message) ? message : null;
    }
}
