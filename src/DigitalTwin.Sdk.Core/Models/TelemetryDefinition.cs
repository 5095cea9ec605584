namespace DigitalTwin.Sdk;

/// <summary>What a model says about one stream of events that are passed on but not stored as state.</summary>
/// <param name="Name">Name, unique among the model's contents.</param>
/// <param name="ValueType">Type of the values.</param>
/// <param name="Unit">Unit of the values; null where a unit makes no sense.</param>
public sealed record TelemetryDefinition(string Name, Type ValueType, UnitOfMeasure? Unit);
