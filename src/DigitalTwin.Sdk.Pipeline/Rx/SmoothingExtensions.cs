namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Operators that take noise away. See <see cref="CleaningExtensions"/> for what holds for every operator.</summary>
public static class SmoothingExtensions
{
    /// <summary>Exponentially weighted moving average, for irregular samples too.</summary>
    /// <remarks>
    /// The newest sample has weight 1 - exp(-dt / timeConstant), with dt since the sample before (Zumbach and Mueller 2001, the case of
    /// the next point). The first sample passes as it is, and so does the first after a gap longer than <paramref name="maxGap"/> or
    /// after a lost link. Keeps a few numbers. Uncertain samples are averaged too: as long as they have 1 % of the weight or more, which a spike
    /// loses after 4.6 time constants, the results are no better than they are. Put operators that reject before this one.
    /// </remarks>
    /// <param name="source">The samples, in order; one that is not newer than the last is dropped and counted late.</param>
    /// <param name="timeConstant">After so long a step has shown itself by 63 %; above 0.</param>
    /// <param name="maxGap">After so long a silence the average starts anew; above 0, null (the default) for never.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is outside its range.</exception>
    public static IObservable<Sample<double>> Ewma(
        this IObservable<Sample<double>> source, TimeSpan timeConstant, TimeSpan? maxGap = null, StageStatistics? statistics = null) =>
        source.Through(() => SmoothingStages.Ewma(timeConstant, maxGap, statistics));

    /// <summary>The median of the Good samples around each sample, itself in the middle; takes spikes away and keeps edges.</summary>
    /// <remarks>
    /// Waits for half a window. Samples that are not Good keep their place and their value and count into no window; if more than 64 of
    /// them stand between Good ones, those before pass as they are. So do the first and the last half window, and those before a lost
    /// link, which lets everything go at once. Times and qualities stay.
    /// </remarks>
    /// <param name="source">The samples, in order.</param>
    /// <param name="window">How many Good samples, odd, 3 to 255.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The window is even or outside its range.</exception>
    public static IObservable<Sample<double>> MedianFilter(
        this IObservable<Sample<double>> source, int window, StageStatistics? statistics = null) =>
        source.Through(() => SmoothingStages.Median(window, statistics));

    /// <summary>The value, at each sample, of the polynomial that fits the Good samples around it best; keeps peaks better than a mean.</summary>
    /// <remarks>
    /// Savitzky and Golay 1964, with weights by Gram polynomials (Gorry 1990). Takes samples as evenly spaced: resample first. Waits
    /// and treats samples that are not Good as <see cref="MedianFilter"/> does.
    /// </remarks>
    /// <param name="source">The samples, in order, evenly spaced.</param>
    /// <param name="window">How many Good samples, odd, 3 to 255.</param>
    /// <param name="order">Degree of the polynomial, 0 to 10, less than the window; 2 or 3 is usual.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> SavitzkyGolay(
        this IObservable<Sample<double>> source, int window, int order, StageStatistics? statistics = null) =>
        source.Through(() => SmoothingStages.SavitzkyGolay(window, order, statistics));
}
