namespace DigitalTwin.Sdk.Connectors;

/// <summary>What happened to the records of a store since it was opened, and what it holds.</summary>
/// <param name="Appended">Records taken.</param>
/// <param name="Refused">Records not taken because the store was full.</param>
/// <param name="DroppedBySize">Records not yet confirmed that had to make room.</param>
/// <param name="DroppedByAge">Records not yet confirmed that had become too old.</param>
/// <param name="LostToCorruption">Records not yet confirmed that could not be read any more: a damaged disk, a foreign hand.</param>
/// <param name="TornBytes">Bytes cut off when the store was opened: a record half written when the process was killed, which nobody was told of as durable.</param>
/// <param name="Pending">Records not yet confirmed.</param>
/// <param name="Bytes">Bytes of all segment files.</param>
public readonly record struct StoreCounters(long Appended, long Refused, long DroppedBySize, long DroppedByAge, long LostToCorruption, long TornBytes, long Pending, long Bytes);
