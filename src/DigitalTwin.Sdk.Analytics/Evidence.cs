namespace DigitalTwin.Sdk.Analytics;

/// <summary>Everything a detector decided upon, so that a finding can be checked and run again years later.</summary>
/// <remarks>Immutable as long as its parts are left alone; survives <see cref="Finding.ToJson"/> without loss.</remarks>
public sealed record Evidence
{
    /// <summary>Makes evidence.</summary>
    /// <param name="inputs">The newest inputs, oldest first; the last decided. At least one.</param>
    /// <param name="before">The detector's kind, parameters and state just before the last input.</param>
    /// <param name="threshold">The threshold that held, in the unit of the score.</param>
    /// <exception cref="ArgumentException">There is no input.</exception>
    public Evidence(IReadOnlyList<EvidenceInput> inputs, DetectorState before, double threshold)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(before);
        if (inputs.Count == 0)
            throw new ArgumentException("A decision has at least one input.", nameof(inputs));

        Inputs = inputs;
        Before = before;
        Threshold = threshold;
    }

    /// <summary>The newest inputs, oldest first; the last decided.</summary>
    public IReadOnlyList<EvidenceInput> Inputs { get; }

    /// <summary>The detector's kind, parameters and state just before the last input.</summary>
    public DetectorState Before { get; }

    /// <summary>The threshold that held, in the unit of the score.</summary>
    public double Threshold { get; }

    /// <summary>Decides again: puts a detector into the state it had and gives it the deciding input.</summary>
    /// <param name="detector">A detector of the same kind and parameters; its own state is lost.</param>
    /// <returns>What it says; equal to <see cref="Finding.Score"/> if nothing in the detector has changed since.</returns>
    /// <exception cref="ArgumentException">The detector is of another kind or has other parameters.</exception>
    public AnomalyScore Replay(IDetector detector)
    {
        ArgumentNullException.ThrowIfNull(detector);
        detector.Restore(Before);
        var (time, value, quality) = Inputs[^1];
        return detector.Update(new Sample<double>(value, time, time, quality));
    }
}
