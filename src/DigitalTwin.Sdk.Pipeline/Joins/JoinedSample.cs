namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Two signals at one event time.</summary>
/// <param name="Time">The event time, that of the first signal's sample, UTC.</param>
/// <param name="First">The first signal.</param>
/// <param name="Second">The second signal; with its own time, unless it was interpolated.</param>
public readonly record struct JoinedSample(DateTimeOffset Time, Sample<double> First, Sample<double> Second)
{
    /// <summary>The worse level of both, with the reasons of both.</summary>
    public Quality Quality => First.Quality.WorstWith(Second.Quality);
}
