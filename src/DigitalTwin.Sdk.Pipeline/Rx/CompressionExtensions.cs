namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Operators that leave out samples which add little. See <see cref="CleaningExtensions"/> for what holds for every operator.</summary>
public static class CompressionExtensions
{
    /// <summary>Exception reporting: passes a sample only if it differs from the last one passed by more than a width.</summary>
    /// <remarks>
    /// A sample of another quality passes always, and so does one <paramref name="maxInterval"/> or longer after the last; held at its
    /// last value, the result is never more than <paramref name="width"/> off. What is left out is counted as dropped.
    /// </remarks>
    /// <param name="source">The samples, in order; one that is not newer than the last one passed is dropped and counted late.</param>
    /// <param name="width">Largest difference that does not count, at least 0, in the unit of the property.</param>
    /// <param name="maxInterval">The longest silence, above 0; null (the default) for any length.</param>
    /// <param name="keyFrames">The first sample of every full period of this length since 1970, UTC, goes on too, so that whoever begins to read there has a value; above 0;
    /// null (the default) for none.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> Deadband(
        this IObservable<Sample<double>> source, double width, TimeSpan? maxInterval = null, TimeSpan? keyFrames = null, StageStatistics? statistics = null) =>
        source.Through(() => CompressionStages.Deadband(width, maxInterval, keyFrames, statistics));

    /// <summary>Swinging door: keeps the ends of straight pieces, so that lines between kept samples pass near all others.</summary>
    /// <remarks>
    /// After Bristol 1987. A piece ends at the newest sample to which the line from the last kept one passes within
    /// <paramref name="deviation"/> of all samples between; read back by lines, the result is therefore never more than the deviation
    /// off, save for samples left out because of <paramref name="minInterval"/>. The first and the last sample, every change of
    /// quality with the sample before it, and all Bad samples are kept. A kept sample goes out when the next one shows that it must
    /// be kept; completion lets the last one go. What is left out is counted as dropped.
    /// </remarks>
    /// <param name="source">The samples, in order; one that is not newer than the newest is dropped and counted late.</param>
    /// <param name="deviation">Largest error, above 0, in the unit of the property.</param>
    /// <param name="minInterval">Samples nearer to the last kept one are left out; at least 0.</param>
    /// <param name="maxInterval">A piece is never longer, unless no sample lies between; longer than the shortest; null (the default) for any length.</param>
    /// <param name="keyFrames">The first sample of every full period of this length since 1970, UTC, goes on too, so that whoever begins to read there has a value; above 0;
    /// null (the default) for none.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> SwingingDoor(
        this IObservable<Sample<double>> source,
        double deviation,
        TimeSpan minInterval = default,
        TimeSpan? maxInterval = null,
        TimeSpan? keyFrames = null,
        StageStatistics? statistics = null) =>
        source.Through(() => CompressionStages.SwingingDoor(deviation, minInterval, maxInterval, keyFrames, statistics));
}
