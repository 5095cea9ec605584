namespace DigitalTwin.Sdk;

/// <summary>What one mutation changed, where it is more than one reported value.</summary>
internal sealed record ChangeSet(PropertyChange[] Properties, DesiredChange[] Desired);
