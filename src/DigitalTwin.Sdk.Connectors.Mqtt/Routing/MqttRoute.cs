namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>What to do with the messages of one topic.</summary>
/// <param name="Readers">Mappings that take values from it.</param>
/// <param name="Presences">Mappings that tell from it whether a device is there.</param>
internal sealed record MqttRoute(PayloadReader[] Readers, PresenceReader[] Presences)
{
    internal void CountAcknowledged()
    {
        foreach (var reader in Readers)
            reader.Counters.CountAcknowledged();
    }
}
