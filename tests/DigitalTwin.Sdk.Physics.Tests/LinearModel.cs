namespace DigitalTwin.Sdk.Physics.Tests;

/// <summary>A linear model with the same F and Q at every step, for tests: x = F x + w, y = H x + v.</summary>
internal sealed class LinearModel(double[] transition, double[] processNoise, double[][] rows, double[] noise, double[] mean, double[] covariance)
    : IObservationModel
{
    private readonly ModelVariable[] _variables =
    [
        .. Enumerable.Range(0, mean.Length).Select(i => new ModelVariable($"x{i}", Units.One, Causality.State)),
        .. Enumerable.Range(0, rows.Length).Select(i => new ModelVariable($"y{i}", Units.One, Causality.Output)),
    ];

    public IReadOnlyList<ModelVariable> Variables => _variables;

    public ulong ModelHash => 42;

    public static LinearModel LocalLevel(double q, double r, double mean, double variance) => new([1], [q], [[1]], [r], [mean], [variance]);

    public void Start(ReadOnlySpan<double> inputs, Span<double> state, Span<double> covariance_)
    {
        mean.CopyTo(state);
        covariance.CopyTo(covariance_);
    }

    public void Predict(double dtSeconds, ReadOnlySpan<double> previousInputs, ReadOnlySpan<double> inputs, Span<double> state, Span<double> transition_, Span<double> processNoise_)
    {
        transition.CopyTo(transition_);
        processNoise.CopyTo(processNoise_);
        Span<double> next = stackalloc double[mean.Length];
        for (var i = 0; i < mean.Length; i++)
        {
            for (var j = 0; j < mean.Length; j++)
                next[i] += transition[(i * mean.Length) + j] * state[j];
        }

        next.CopyTo(state);
    }

    public double Observe(int output, ReadOnlySpan<double> inputs, ReadOnlySpan<double> state, Span<double> sensitivity, out double noiseVariance)
    {
        rows[output].CopyTo(sensitivity);
        noiseVariance = noise[output];
        var sum = 0.0;
        for (var i = 0; i < state.Length; i++)
            sum += rows[output][i] * state[i];
        return sum;
    }
}
