namespace DigitalTwin.Sdk.Physics;

/// <summary>
/// What a Kalman filter must know of an asset: how its state moves, and what a sensor should read in a given state. Write one to
/// estimate what no sensor measures.
/// </summary>
/// <remarks>
/// Implementations hold no changing memory: they are pure functions of their arguments, thread-safe, and allocate nothing in
/// <see cref="Predict"/> and <see cref="Observe"/>. Matrices are row-major. All numbers are in the units of <see cref="Variables"/>.
/// </remarks>
public interface IObservationModel
{
    /// <summary>Name, unit and causality of each variable; at most 16 states.</summary>
    IReadOnlyList<ModelVariable> Variables { get; }

    /// <summary>Fingerprint of the kind of model and of all its parameters; guards saved states against another model.</summary>
    ulong ModelHash { get; }

    /// <summary>The state from which to start, and how uncertain it is.</summary>
    /// <param name="inputs">One finite number per input.</param>
    /// <param name="state">Receives the n states; finite whatever the inputs.</param>
    /// <param name="covariance">Receives the n×n covariance, zero on entry.</param>
    void Start(ReadOnlySpan<double> inputs, Span<double> state, Span<double> covariance);

    /// <summary>Moves a state through time, and tells how much less certain it becomes.</summary>
    /// <param name="dtSeconds">Time step in s, not below zero and of any length.</param>
    /// <param name="previousInputs">Inputs before the step.</param>
    /// <param name="inputs">Inputs after the step.</param>
    /// <param name="state">The n states; changed in place.</param>
    /// <param name="transition">Receives the n×n derivative of the new by the old state; the identity on entry.</param>
    /// <param name="processNoise">Receives the n×n covariance that the step adds; zero on entry.</param>
    void Predict(
        double dtSeconds,
        ReadOnlySpan<double> previousInputs,
        ReadOnlySpan<double> inputs,
        Span<double> state,
        Span<double> transition,
        Span<double> processNoise);

    /// <summary>What one sensor should read in a state, and how that depends on the state.</summary>
    /// <param name="output">Number of the output, from 0.</param>
    /// <param name="inputs">One number per input.</param>
    /// <param name="state">The n states.</param>
    /// <param name="sensitivity">Receives the n derivatives of the reading by the states; zero on entry. <see cref="FiniteDifference"/> helps where no formula is at hand.</param>
    /// <param name="noiseVariance">Receives the variance of the sensor's noise, zero or above.</param>
    /// <returns>The reading expected; NaN if this sensor says nothing of the state now (a pump at standstill), and the measurement is passed over.</returns>
    double Observe(int output, ReadOnlySpan<double> inputs, ReadOnlySpan<double> state, Span<double> sensitivity, out double noiseVariance);
}
