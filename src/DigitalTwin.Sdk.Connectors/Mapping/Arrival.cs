namespace DigitalTwin.Sdk.Connectors;

/// <summary>What a transport knows of a message besides its payload.</summary>
/// <param name="Ticks">Arrival time in UTC ticks.</param>
/// <param name="IsRetained">Whether the broker had kept it from before.</param>
/// <param name="MayHaveWaited">Whether it may have waited at the other side while the link was down, so that the arrival time says nothing of its age.</param>
internal readonly record struct Arrival(long Ticks, bool IsRetained, bool MayHaveWaited = false);
