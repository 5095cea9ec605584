namespace DigitalTwin.Sdk.Physics;

/// <summary>One measurement against what the filter expected before it saw it.</summary>
/// <remarks>The default is a missing measurement. Immutable and thread-safe.</remarks>
/// <param name="Outcome">What was done with it; the numbers mean something only from <see cref="KalmanOutcome.Rejected"/> on, else they are 0.</param>
/// <param name="Expected">The reading expected, in the output's unit.</param>
/// <param name="Innovation">Measured minus expected, in the output's unit.</param>
/// <param name="Variance">Variance of the innovation, S, of state and sensor together.</param>
/// <param name="Nis">Normalised innovation squared, ν²/S: chi-square with one degree of freedom if the filter is right.</param>
public readonly record struct KalmanUpdate(KalmanOutcome Outcome, double Expected, double Innovation, double Variance, double Nis)
{
    /// <summary>The innovation in standard deviations; 0 if there was no measurement.</summary>
    public double NormalizedInnovation => Variance > 0 ? Innovation / Math.Sqrt(Variance) : 0;
}
