namespace DigitalTwin.Sdk;

/// <summary>How a derived property is computed: the names of its inputs and a pure function of their values in that order.</summary>
internal sealed class DerivedFormula(IReadOnlyList<string> inputs, Func<IReadOnlyList<double>, double> compute)
{
    internal IReadOnlyList<string> Inputs { get; } = inputs;

    internal Func<IReadOnlyList<double>, double> Compute { get; } = compute;

    internal DerivedFormula In(string component) => new([.. Inputs.Select(i => component + "/" + i)], Compute);
}
