namespace DigitalTwin.Sdk.Physics;

/// <summary>What a sensor is expected to read, and how far it may miss.</summary>
/// <remarks>The default is zero without uncertainty. Immutable and thread-safe.</remarks>
/// <param name="Value">The expected reading in the output's unit; NaN if the sensor says nothing of the state now.</param>
/// <param name="Variance">Variance of measured minus expected: state and sensor noise together.</param>
public readonly record struct KalmanReading(double Value, double Variance);
