namespace DigitalTwin.Sdk;

/// <summary>What a connector has received, refused and gone through since it was made. The default is nothing at all.</summary>
/// <param name="Messages">Messages or readings that came, whatever became of them.</param>
/// <param name="BadPayloads">Values that could not be read from them, each of which made its property Bad; several if a message is read by several properties.</param>
/// <param name="Dropped">What was left out: on purpose, because its source may not speak for the twin, or because it concerns no twin.</param>
/// <param name="Reconnects">How often the link was made again after the first time.</param>
public readonly record struct ConnectorCounters(long Messages, long BadPayloads, long Dropped, long Reconnects);
