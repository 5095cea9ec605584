namespace DigitalTwin.Sdk.Pipeline;

/// <summary>How redundant sensors decide on one value.</summary>
public enum VotingRule
{
    /// <summary>
    /// The median of the usable values. As good as those that agree with it if they are the majority of all sensors; else at most Uncertain |
    /// <see cref="Quality.Estimated"/>; of no usable value at all, Bad.
    /// </summary>
    Median,

    /// <summary>
    /// Of three sensors: the mean of the two usable values that are closest to each other, as good as the worse of them; the middle one if it is equally far
    /// from both others. If they differ by more than the tolerance, or there are not two, Bad | <see cref="Quality.ComputationError"/>: better no value than a
    /// wrong one. Three sensors, neither more nor fewer: among more, two that have failed alike would outvote the rest; take <see cref="Median"/>.
    /// </summary>
    TwoOutOfThree,
}
