namespace DigitalTwin.Sdk.Testing;

/// <summary>One sample that one sensor of a <see cref="PumpPlant"/> sent.</summary>
/// <param name="Signal">Which sensor.</param>
/// <param name="Sample">
/// The value in <c>Signal.Unit</c>. Its event time is what the sensor's clock said, its arrival time is the true time; the two differ
/// only under <see cref="PumpPlant.SkewClock"/>. A faulty sensor still calls its values good, as real ones do.
/// </param>
public readonly record struct PumpReading(PumpSignal Signal, Sample<double> Sample)
{
    /// <summary>The value, in <c>Signal.Unit</c>.</summary>
    public double Value => Sample.Value;

    /// <summary>Event time as the sensor's clock told it, UTC.</summary>
    public DateTimeOffset Time => Sample.Time;
}
