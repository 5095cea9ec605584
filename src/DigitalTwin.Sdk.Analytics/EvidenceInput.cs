namespace DigitalTwin.Sdk.Analytics;

/// <summary>One sample that a detector saw, as evidence.</summary>
/// <param name="Time">Event time, UTC.</param>
/// <param name="Value">The value, in the unit of the signal; means nothing, and may be no number, unless the quality is usable.</param>
/// <param name="Quality">Level and reasons.</param>
public readonly record struct EvidenceInput(DateTimeOffset Time, double Value, Quality Quality);
