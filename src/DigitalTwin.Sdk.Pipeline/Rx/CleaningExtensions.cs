namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Operators that judge samples: a rejected sample goes on as <see cref="Quality.Bad"/> with its reason and its value.</summary>
/// <remarks>
/// They hold for every operator here. Samples come in one at a time, as Rx demands; each subscription has a state of its own and
/// is delivered on the thread of the source. A sample that is not usable (Bad, no data) passes through unchanged and teaches
/// nothing; a usable sample whose value is not a finite number becomes Bad | <see cref="Quality.ConversionError"/>. What a
/// subscriber throws goes back to the source and costs one sample: the operator goes on with the next one, and a runtime makes the
/// sample Bad and counts it. Completion and errors of the source are passed on. Nothing is allocated per sample, and no clock is
/// read: only event times count.
/// </remarks>
public static class CleaningExtensions
{
    /// <summary>Rejects values that the quantity or the sensor cannot have.</summary>
    /// <param name="source">The samples, in any order.</param>
    /// <param name="min">Smallest possible value, in the unit of the property; negative infinity for no limit.</param>
    /// <param name="max">Largest possible value, in the unit of the property; positive infinity for no limit.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in; outside the range as Bad | <see cref="Quality.OutOfRange"/>.</returns>
    /// <exception cref="ArgumentException">A limit is NaN, or the smallest is above the largest.</exception>
    public static IObservable<Sample<double>> RejectOutside(
        this IObservable<Sample<double>> source, double min, double max, StageStatistics? statistics = null) =>
        source.Through(() => CleaningStages.Range(min, max, statistics));

    /// <summary>Marks values at which the plant is not run, although the sensor may tell the truth.</summary>
    /// <remarks>Use it beside <see cref="RejectOutside"/>, which is for what cannot be: what is only unusual must stay usable, or no alarm would see it.</remarks>
    /// <param name="source">The samples, in any order.</param>
    /// <param name="min">Smallest usual value, in the unit of the property; negative infinity for no limit.</param>
    /// <param name="max">Largest usual value, in the unit of the property; positive infinity for no limit.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in; outside the range as at most Uncertain | <see cref="Quality.OutOfRange"/>.</returns>
    /// <exception cref="ArgumentException">A limit is NaN, or the smallest is above the largest.</exception>
    public static IObservable<Sample<double>> FlagOutside(
        this IObservable<Sample<double>> source, double min, double max, StageStatistics? statistics = null) =>
        source.Through(() => CleaningStages.OperatingRange(min, max, statistics));

    /// <summary>Rejects isolated values far from their neighbours; keeps steps.</summary>
    /// <remarks>
    /// Hampel identifier (Hampel 1974; Davies and Gather 1993), looking back only: x is an outlier if
    /// |x - m| > sigmas * 1.4826 * max(MAD, resolution), with m the median of the last <paramref name="window"/> Good samples, x included,
    /// and MAD the median of their distances from m. The second and every further outlier in a row on the same side is a step and
    /// passes unchanged; so a step costs its first sample, which nothing that looks back only can tell from a spike. Until the
    /// window is full nothing is rejected. Uncertain samples are judged but do not enter the window. Samples are taken in the order
    /// in which they come; put <c>InOrder</c> before.
    /// </remarks>
    /// <param name="source">The samples, in order.</param>
    /// <param name="window">How many Good samples to look at, 3 to 4096; 15 suits one sample a second.</param>
    /// <param name="sigmas">How many standard deviations are too far, above 0; 3 to 5 is usual.</param>
    /// <param name="resolution">
    /// Smallest step of the sensor in the unit of the property, at least 0: the floor of MAD. With 0 (the default), the first move of a
    /// signal that stood exactly still counts as an outlier, so give it for quantised signals.
    /// </param>
    /// <param name="action">What to do with a spike; flag it as Bad | <see cref="Quality.Spike"/> by default.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in, unless spikes are dropped.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> RejectSpikes(
        this IObservable<Sample<double>> source,
        int window,
        double sigmas,
        double resolution = 0,
        SpikeAction action = SpikeAction.Flag,
        StageStatistics? statistics = null) =>
        source.Through(() => CleaningStages.Spikes(window, sigmas, resolution, action, statistics));

    /// <summary>Replaces isolated values far from their neighbours on both sides; waits for half a window of samples.</summary>
    /// <remarks>
    /// Hampel filter (Hampel 1974; Pearson 2002) with the judged sample in the middle: x is an outlier if
    /// |x - m| > sigmas * 1.4826 * max(MAD, resolution), with m the median of the <paramref name="window"/> Good samples around x, x
    /// included, and MAD the median of their distances from m. Unlike <see cref="RejectSpikes"/> it looks ahead, so that a step loses
    /// nothing, and it delays the signal by half a window. Only Good samples are judged and counted into windows; others keep their place
    /// among them, and if more than 64 of them stand between Good ones, those before go on unjudged. The first and the last half window
    /// of samples go on unjudged, and so do those before a lost link, which lets everything go at once.
    /// </remarks>
    /// <param name="source">The samples, in order.</param>
    /// <param name="window">How many Good samples to look at, odd, 3 to 255; 11 suits most signals.</param>
    /// <param name="sigmas">How many standard deviations are too far, above 0; 3 is usual.</param>
    /// <param name="resolution">Smallest step of the sensor in the unit of the property, at least 0: the floor of MAD.</param>
    /// <param name="action">What to do with an outlier; by default its value becomes the median, Uncertain | <see cref="Quality.Substituted"/> | <see cref="Quality.Spike"/>.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in, unless outliers are dropped.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> Hampel(
        this IObservable<Sample<double>> source,
        int window,
        double sigmas,
        double resolution = 0,
        SpikeAction action = SpikeAction.ReplaceByMedian,
        StageStatistics? statistics = null) =>
        source.Through(() => CleaningStages.Hampel(window, sigmas, resolution, action, statistics));

    /// <summary>Rejects changes faster than the quantity can change: <c>RejectFastChanges(5, per: TimeSpan.FromSeconds(1))</c>.</summary>
    /// <remarks>
    /// A sample is compared with the last one that was accepted, by event time: it is rejected if it differs by more than
    /// <paramref name="maxChange"/> * elapsed / <paramref name="per"/>. The accepted samples therefore never change faster. After a
    /// wrong value was accepted, or after a true jump, samples are accepted again as soon as enough time has gone by for the
    /// distance. The first usable sample is accepted; one from before the last accepted passes unjudged; one of the same time with
    /// another value is rejected.
    /// </remarks>
    /// <param name="source">The samples, in order.</param>
    /// <param name="maxChange">Largest change, up or down, in the unit of the property, above 0.</param>
    /// <param name="per">In how much time, above 0.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in; those that changed too fast as Bad | <see cref="Quality.Spike"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> RejectFastChanges(
        this IObservable<Sample<double>> source, double maxChange, TimeSpan per, StageStatistics? statistics = null) =>
        source.Through(() => CleaningStages.FastChanges(maxChange, per, statistics));

    /// <summary>Marks a signal that does not move although a live signal always does a little.</summary>
    /// <remarks>
    /// A run is a row of usable samples whose largest and smallest value differ by at most <paramref name="resolution"/>. From the
    /// sample on that is at least
    /// <paramref name="after"/> younger than the first of its run, samples are Uncertain | <see cref="Quality.Frozen"/>; the first that
    /// leaves the band is not. A silence of <paramref name="after"/> or longer ends a run, because it proves nothing. A set-point
    /// or a switch may rightly stand still: do not use this on them. Where a driver of the signal is known, use <c>FlagFrozen</c>.
    /// </remarks>
    /// <param name="source">The samples, in order; one from before the newest passes unjudged.</param>
    /// <param name="after">How long the signal may stand still, above 0.</param>
    /// <param name="resolution">Smallest movement that counts, in the unit of the property, at least 0; 0 (the default) means any.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many samples as come in, with their values.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static IObservable<Sample<double>> FlagStuck(
        this IObservable<Sample<double>> source, TimeSpan after, double resolution = 0, StageStatistics? statistics = null) =>
        source.Through(() => CleaningStages.Stuck(after, resolution, statistics));
}
