namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Operators that put samples in the order of their event times.</summary>
public static class OrderingExtensions
{
    /// <summary>Drops repeated samples, and puts samples that overtook each other on the way back in order.</summary>
    /// <remarks>
    /// <para>
    /// With a <paramref name="lateness"/> of zero (the default) each sample goes on at once if its event time is newer than that of
    /// all before it. With a longer one, samples wait in a sorted buffer until a sample that much newer has come, so that stragglers
    /// find their place; this delays the signal by as much. If the buffer is full its oldest sample goes on early.
    /// Completion empties it, and so does a Bad sample with <see cref="Quality.CommLoss"/>, which then goes on at once, behind all
    /// that came before it.
    /// </para>
    /// <para>
    /// A sample with the time and the value of one of the last 64 passed on is a duplicate and is dropped. Of two waiting samples of the
    /// same time the later to come stands, unless its quality level is worse. Any other sample that is not newer than what was
    /// passed on is late. Bad samples are put in order like all others. See <see cref="CleaningExtensions"/> for what holds for
    /// every operator.
    /// </para>
    /// </remarks>
    /// <param name="source">The samples, in any order.</param>
    /// <param name="lateness">How much later than a newer sample one may come and still find its place; at least 0.</param>
    /// <param name="late">What becomes of late samples; dropped and counted by default.</param>
    /// <param name="maxAhead">
    /// How far an event time may lie after the arrival time; a sample further ahead would make all that follow late, so it is put at
    /// its arrival time as Bad | <see cref="Quality.ClockSkew"/>. Null (the default) for no limit; at least 0.
    /// </param>
    /// <param name="capacity">How many samples may wait, 1 to 1,000,000; 1024 by default. Not used if the lateness is zero.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>Samples with strictly rising event times, if late ones are dropped.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> InOrder(
        this IObservable<Sample<double>> source,
        TimeSpan lateness = default,
        LateSamples late = LateSamples.Drop,
        TimeSpan? maxAhead = null,
        int capacity = 1024,
        StageStatistics? statistics = null) =>
        source.Through(() => OrderingStages.InOrder(lateness, late, maxAhead, capacity, statistics));
}
