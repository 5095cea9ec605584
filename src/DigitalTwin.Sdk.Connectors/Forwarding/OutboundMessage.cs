namespace DigitalTwin.Sdk.Connectors;

/// <summary>A stored message on its way out.</summary>
/// <param name="Sequence">Its number in the store; the same in every attempt, so that a receiver can recognise a repetition.</param>
/// <param name="Address">Where to: topic, node, URL.</param>
/// <param name="Payload">Its content.</param>
/// <param name="Time">Its own time, UTC, however long it has waited.</param>
/// <param name="Until">When it loses its meaning, UTC; null for never. It is not sent any more after that.</param>
/// <param name="IsReplay">Whether it has waited: for the link, or through a restart.</param>
public sealed record OutboundMessage(long Sequence, string Address, ReadOnlyMemory<byte> Payload, DateTimeOffset Time, DateTimeOffset? Until, bool IsReplay);
