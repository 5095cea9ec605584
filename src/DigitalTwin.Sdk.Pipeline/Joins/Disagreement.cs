namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A redundant sensor has begun or ceased to disagree with the vote; one that has no usable value disagrees.</summary>
/// <param name="Time">Event time of the vote, UTC.</param>
/// <param name="Sensor">Which one, from 0.</param>
/// <param name="IsDisagreeing">True if it has begun, false if it has ceased.</param>
/// <param name="Value">What the sensor says.</param>
/// <param name="Voted">What the vote says.</param>
public readonly record struct Disagreement(DateTimeOffset Time, int Sensor, bool IsDisagreeing, double Value, double Voted);
