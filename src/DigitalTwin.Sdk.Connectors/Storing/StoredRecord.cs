namespace DigitalTwin.Sdk.Connectors;

/// <summary>A record as it was read back. Owns its payload.</summary>
/// <param name="Sequence">Its number; the first of a store is 1, and none is given twice.</param>
/// <param name="Time">The time it was given, UTC.</param>
/// <param name="Until">When it loses its meaning, UTC; null for never.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Tag">The number that was given with it.</param>
/// <param name="Payload">Its content.</param>
public sealed record StoredRecord(long Sequence, DateTimeOffset Time, DateTimeOffset? Until, RecordPriority Priority, byte Tag, byte[] Payload);
