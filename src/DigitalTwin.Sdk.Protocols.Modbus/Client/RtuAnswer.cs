namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>What came over a line after a request.</summary>
/// <param name="Kind">Whether there is a frame.</param>
/// <param name="Frame">The frame, valid until the next is received.</param>
/// <param name="Problem">Why what came is no answer; null if it is one.</param>
internal readonly record struct RtuAnswer(RtuAnswerKind Kind, ReadOnlyMemory<byte> Frame, string? Problem);
