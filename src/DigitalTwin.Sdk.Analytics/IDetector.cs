namespace DigitalTwin.Sdk.Analytics;

/// <summary>Looks at a signal, sample by sample, and says how unusual it is. Implement it to bring a detector of your own.</summary>
/// <remarks>
/// A detector never alarms while it warms up; a sample that is not usable (Bad, no data, not a finite number), was found to be a spike, or is not newer than the
/// one before gives no score and changes nothing; the outcome depends on the samples alone, never on a clock. Used by one thread at a time.
/// </remarks>
public interface IDetector
{
    /// <summary>Takes the next sample; allocates nothing.</summary>
    /// <param name="sample">The sample, newer than all before it; the unit is what the detector was set up for.</param>
    /// <returns>The score, and whether the anomaly is active.</returns>
    AnomalyScore Update(in Sample<double> sample);

    /// <summary>Writes everything that <see cref="Update"/> depends on.</summary>
    /// <param name="state">Where to; overwritten, so that one may be used again and again without allocating.</param>
    void Save(DetectorState state);

    /// <summary>Goes on from a saved state; the scores that follow are bit-identical to those of the detector that saved it.</summary>
    /// <param name="state">A state saved by a detector of the same kind and the same parameters.</param>
    /// <exception cref="ArgumentException">The state comes from another kind of detector or from other parameters.</exception>
    void Restore(DetectorState state);
}
