namespace DigitalTwin.Sdk.Connectors;

/// <summary>A time in which the link of a simulated connector is cut.</summary>
internal sealed record LinkCut(TimeSpan From, TimeSpan Until, bool Keeps);
