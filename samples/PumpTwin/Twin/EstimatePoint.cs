namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>What the twin thought at one moment.</summary>
/// <param name="Time">When.</param>
/// <param name="HeadLoss">Estimated share of the rated head that wear has taken.</param>
/// <param name="Deviation">Standard deviation of the estimate.</param>
/// <param name="Residual">Measured less expected head of a healthy pump, in standard deviations; NaN if unknown.</param>
/// <param name="Score">The detector's score; NaN if there is none.</param>
internal sealed record EstimatePoint(DateTimeOffset Time, double HeadLoss, double Deviation, double Residual, double Score);
