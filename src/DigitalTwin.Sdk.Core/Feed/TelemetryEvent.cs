namespace DigitalTwin.Sdk;

/// <summary>An event that is passed on by the change feed but not stored as state.</summary>
/// <param name="Name">Name of the telemetry.</param>
/// <param name="Value">The value; its type is the definition's.</param>
/// <param name="Time">Event time.</param>
/// <param name="ArrivalTime">Arrival time.</param>
/// <param name="Quality">Level and reasons.</param>
public sealed record TelemetryEvent(string Name, object? Value, DateTimeOffset Time, DateTimeOffset ArrivalTime, Quality Quality);
