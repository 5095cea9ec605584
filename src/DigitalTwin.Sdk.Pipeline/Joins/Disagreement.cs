using System.Globalization;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A redundant sensor has begun or ceased to disagree with the vote; one that has no usable value, such as a silent one, disagrees.</summary>
/// <param name="Time">Event time of the vote, UTC.</param>
/// <param name="Sensor">Which one, from 0.</param>
/// <param name="IsDisagreeing">True if it has begun, false if it has ceased.</param>
/// <param name="Value">What the sensor says.</param>
/// <param name="Voted">What the vote says.</param>
public readonly record struct Disagreement(DateTimeOffset Time, int Sensor, bool IsDisagreeing, double Value, double Voted)
{
    /// <summary>Such as <c>2026-01-01 00:00:00Z: sensor 2 disagrees, 7.5 against 5</c>, the same in every culture.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Time:u}: sensor {Sensor} {(IsDisagreeing ? "disagrees" : "agrees")}, {Value} against {Voted}");
}
