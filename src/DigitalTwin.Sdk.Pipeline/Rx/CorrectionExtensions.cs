namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Operators that correct what is known to be wrong with a source. See <see cref="CleaningExtensions"/> for what holds for every operator.</summary>
public static class CorrectionExtensions
{
    /// <summary>Takes numbers by which a source says that it has no value, such as -9999, for what they are.</summary>
    /// <param name="source">The samples, in any order.</param>
    /// <param name="sentinels">The numbers, 1 to 64, finite; compared exactly.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in; those as Bad | <see cref="Quality.SourceFlagged"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no number, or more than 64, or one is NaN.</exception>
    public static IObservable<Sample<double>> RejectSentinels(
        this IObservable<Sample<double>> source, IReadOnlyList<double> sentinels, StageStatistics? statistics = null) =>
        source.Through(() => CorrectionStages.Sentinels(sentinels, statistics));

    /// <summary>Marks values at the ends of what a sensor can show: the true value may be anywhere beyond.</summary>
    /// <param name="source">The samples, in any order.</param>
    /// <param name="low">Values at or below are saturated, in the unit of the property; negative infinity for no end.</param>
    /// <param name="high">Values at or above are saturated, in the unit of the property; positive infinity for no end.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in; saturated ones as Uncertain | <see cref="Quality.OutOfRange"/>.</returns>
    /// <exception cref="ArgumentException">An end is NaN, or low is not below high.</exception>
    public static IObservable<Sample<double>> FlagSaturated(
        this IObservable<Sample<double>> source, double low, double high, StageStatistics? statistics = null) =>
        source.Through(() => CorrectionStages.Saturation(low, high, statistics));

    /// <summary>Corrects a sensor by its calibration: gain * value + bias.</summary>
    /// <param name="source">The samples, in any order.</param>
    /// <param name="gain">Finite, not 0; 1 by default.</param>
    /// <param name="bias">Finite, in the unit of the property; 0 by default.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in; a result that is not finite as Bad | <see cref="Quality.ComputationError"/> with its old value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> Correct(
        this IObservable<Sample<double>> source, double gain = 1, double bias = 0, StageStatistics? statistics = null) =>
        source.Through(() => CorrectionStages.Correction(gain, bias, statistics));

    /// <summary>Tells values in another unit. Do it first, so that all limits that follow are in the unit of the property.</summary>
    /// <param name="source">The samples, in any order.</param>
    /// <param name="from">The unit in which they come.</param>
    /// <param name="to">The unit wanted.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in.</returns>
    /// <exception cref="UnitMismatchException">The dimensions differ.</exception>
    public static IObservable<Sample<double>> ConvertUnit(
        this IObservable<Sample<double>> source, UnitOfMeasure from, UnitOfMeasure to, StageStatistics? statistics = null) =>
        source.Through(() => CorrectionStages.Conversion(from, to, statistics));
}
