using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>Cleaning in the plant's own words.</summary>
internal static class CleaningSteps
{
    /// <summary>What every measured signal goes through: limits of the sensor, spikes, standing still.</summary>
    internal static IObservable<Sample<double>> Usual(this IObservable<Sample<double>> raw, double min, double max, string name, CleaningCounts counts) => raw
        .RejectOutside(min, max, counts.Of(name + " range"))
        .RejectSpikes(window: 15, sigmas: 5, statistics: counts.Of(name + " spikes"))
        .RejectStuck(after: TimeSpan.FromMinutes(8), counts.Of(name + " stuck"));

    /// <summary>Flow and head always tremble; a value that stands still is no measurement, and estimating with it would look like wear.</summary>
    internal static IObservable<Sample<double>> RejectStuck(this IObservable<Sample<double>> source, TimeSpan after, StageStatistics counts) => source
        .FlagStuck(after, statistics: counts)
        .TransformSample(s => s.Quality.Has(Quality.Frozen) ? s with { Quality = s.Quality.WorstWith(Quality.Bad) } : s);
}
