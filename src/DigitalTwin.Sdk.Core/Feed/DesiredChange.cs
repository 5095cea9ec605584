namespace DigitalTwin.Sdk;

/// <summary>The part of a change that tells of a desired value.</summary>
/// <param name="Property">The set-point.</param>
/// <param name="Before">What was desired; null if nothing.</param>
/// <param name="After">What is desired; null if nothing any more.</param>
public sealed record DesiredChange(PropertyDefinition Property, DesiredValue? Before, DesiredValue? After);
