namespace DigitalTwin.Sdk.Physics;

/// <summary>One measurement, judged: what the filter and the healthy model expected, and how far it was off.</summary>
/// <remarks>
/// The default has quality "no data". If <see cref="Quality"/> is not usable the numbers are NaN and must not be used. Immutable and
/// thread-safe.
/// </remarks>
/// <param name="Output">Number of the output, from 0.</param>
/// <param name="Ticks">Event time of the measurement in 100 ns ticks, UTC.</param>
/// <param name="Quality">
/// Quality of the judgement: the worst of the measurement's and the inputs', with <see cref="Quality.Estimated"/>. A measurement that the
/// gate kept out makes it Uncertain with <see cref="Quality.Spike"/>; a sensor that says nothing now, or an input that is missing, makes it Bad.
/// </param>
/// <param name="Measured">The measurement, in the output's unit.</param>
/// <param name="Expected">What the filter expected, wear included, in the output's unit.</param>
/// <param name="Healthy">What a healthy asset should read at the same flow and inputs, in the output's unit.</param>
/// <param name="Residual">Measured minus healthy, in standard deviations of that difference: drifts away from zero as the asset wears.</param>
/// <param name="Innovation">Measured minus expected, in standard deviations: stays around zero as long as the filter follows.</param>
/// <param name="Outcome">What the filter did with it.</param>
public readonly record struct OutputEstimate(
    int Output,
    long Ticks,
    Quality Quality,
    double Measured,
    double Expected,
    double Healthy,
    double Residual,
    double Innovation,
    KalmanOutcome Outcome);
