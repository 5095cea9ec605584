namespace DigitalTwin.Sdk.Analytics;

/// <summary>What a detector says after a sample: how unusual the signal is, from where on that is an anomaly, and whether it is
/// one.</summary>
/// <remarks>The default is no score, not active. Immutable.</remarks>
/// <param name="Score">
/// How unusual: at least 0, larger is more unusual, in sigmas unless the detector says otherwise; positive infinity where a signal
/// that never moved has moved. Null if there is none: while warming up, and for a sample that could not be used.
/// </param>
/// <param name="Threshold">The anomaly begins when the score is above this; same unit as the score.</param>
/// <param name="Direction">The side to which the signal deviates; None without a score.</param>
/// <param name="IsActive">
/// Whether the anomaly is there. Stays true until the score has clearly fallen, and through samples without a score; never true
/// while warming up.
/// </param>
/// <param name="IsWarmingUp">Whether the detector is still learning what is usual.</param>
public readonly record struct AnomalyScore(
    double? Score, double Threshold, ShiftDirection Direction, bool IsActive, bool IsWarmingUp);
