using System.Globalization;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>How often a signal really gets a new value.</summary>
/// <param name="Time">Event time of the sample that showed it, UTC.</param>
/// <param name="SamplesPerValue">How many samples in a row repeat one value; 1 if the signal is not oversampled.</param>
/// <param name="Period">The time between two values.</param>
public readonly record struct EffectivePeriod(DateTimeOffset Time, int SamplesPerValue, TimeSpan Period)
{
    /// <summary>Such as <c>2026-01-01 00:00:00Z: a new value every 00:00:10, 10 samples each</c>, the same in every culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time:u}: a new value every {Period:c}, {SamplesPerValue} samples each");
}
