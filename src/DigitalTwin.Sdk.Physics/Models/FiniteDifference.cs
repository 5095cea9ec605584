namespace DigitalTwin.Sdk.Physics;

/// <summary>Derivatives by central differences, for models that have no formula for theirs, and for tests of those that have.</summary>
public static class FiniteDifference
{
    /// <summary>The derivatives of one expected reading by each state.</summary>
    /// <remarks>
    /// Steps of ε^(1/3)·max(|x|, scale) on both sides, so that truncation and rounding errors balance (W. H. Press et al., Numerical
    /// Recipes, 3rd ed. 2007, section 5.7). Allocates nothing. A reading of NaN gives a derivative of NaN.
    /// </remarks>
    /// <param name="reading">The reading expected in a state; pass a cached or static delegate on a hot path.</param>
    /// <param name="inputs">One number per input, passed on.</param>
    /// <param name="state">The states at which to differentiate.</param>
    /// <param name="work">Room for as many numbers as there are states; overwritten.</param>
    /// <param name="derivatives">Receives one derivative per state.</param>
    /// <param name="scale">Typical size of a state near zero; above zero.</param>
    /// <exception cref="ArgumentException">Spans of different lengths, or a scale that is not above zero.</exception>
    public static void Row(
        Func<ReadOnlySpan<double>, ReadOnlySpan<double>, double> reading,
        ReadOnlySpan<double> inputs,
        ReadOnlySpan<double> state,
        Span<double> work,
        Span<double> derivatives,
        double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (work.Length != state.Length || derivatives.Length != state.Length)
            throw new ArgumentException($"There are {state.Length} states, so work and derivatives need that length.", nameof(work));
        if (!(scale > 0))
            throw new ArgumentException($"The scale must be above zero, not {scale}.", nameof(scale));
        state.CopyTo(work);
        for (var i = 0; i < state.Length; i++)
        {
            var step = 6.055454452393343e-6 * Math.Max(Math.Abs(state[i]), scale); // Cube root of 2^-52.
            work[i] = state[i] + step;
            var above = reading(inputs, work);
            var upper = work[i];
            work[i] = state[i] - step;
            var below = reading(inputs, work);
            derivatives[i] = (above - below) / (upper - work[i]);
            work[i] = state[i];
        }
    }
}
