namespace DigitalTwin.Sdk.Physics;

/// <summary>A model that is stepped through time: inputs in, outputs out, states inside.</summary>
/// <remarks>
/// An input given as NaN keeps its last value. Equal inputs give equal bits. Not thread-safe; one owner at a time, others take a fork.
/// </remarks>
public interface IStepModel : ISaveable, IForkable<IStepModel>
{
    /// <summary>Name, unit and causality of each variable.</summary>
    IReadOnlyList<ModelVariable> Variables { get; }

    /// <summary>Sets time to zero and the model into its steady state under these inputs, so that a run starts in equilibrium.</summary>
    /// <param name="inputs">One number per input, in the order of <see cref="Variables"/>; NaN takes the input's default, if it has one.</param>
    /// <param name="outputs">Receives one number per output.</param>
    /// <exception cref="ArgumentException">A span has the wrong length, or an input without default is NaN.</exception>
    void Initialize(ReadOnlySpan<double> inputs, Span<double> outputs);

    /// <summary>Goes on by a time step during which the inputs hold.</summary>
    /// <param name="dtSeconds">Length of the step in s; finite and not below zero.</param>
    /// <param name="inputs">One number per input; NaN keeps the last value.</param>
    /// <param name="outputs">Receives one number per output, at the end of the step.</param>
    /// <exception cref="ArgumentException">A span has the wrong length, or the step is not a finite number of at least zero.</exception>
    /// <exception cref="InvalidOperationException">The model has not been initialised.</exception>
    void Step(double dtSeconds, ReadOnlySpan<double> inputs, Span<double> outputs);
}
