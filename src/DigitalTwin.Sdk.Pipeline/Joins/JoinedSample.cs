using System.Globalization;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Two signals at one event time.</summary>
/// <param name="Time">The event time, that of the first signal's sample, UTC.</param>
/// <param name="First">The first signal.</param>
/// <param name="Second">The second signal; with its own time, unless it was interpolated.</param>
public readonly record struct JoinedSample(DateTimeOffset Time, Sample<double> First, Sample<double> Second)
{
    /// <summary>The worse level of both, with the reasons of both.</summary>
    public Quality Quality => First.Quality.WorstWith(Second.Quality);

    /// <summary>Such as <c>2026-01-01 00:00:00Z: 7.5 (Good), 5 (Good)</c>, the same in every culture.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Time:u}: {First.Value} ({First.Quality}), {Second.Value} ({Second.Quality})");
}
