namespace DigitalTwin.Sdk.Physics;

/// <summary>The estimate of one state and how uncertain it is.</summary>
/// <remarks>The default is zero without uncertainty. Immutable and thread-safe.</remarks>
/// <param name="Mean">The estimate, in the state's unit.</param>
/// <param name="StandardDeviation">Its standard deviation, in the same unit.</param>
public readonly record struct StateEstimate(double Mean, double StandardDeviation);
