namespace DigitalTwin.Sdk.Physics;

/// <summary>One variable of a model: its name, its unit and which way it goes.</summary>
/// <remarks>
/// Variables of one causality are numbered in the order in which the model lists them; those numbers index the spans of inputs, states
/// and outputs. Immutable and thread-safe.
/// </remarks>
/// <param name="Name">Name within the model, for instance <c>headLoss</c>.</param>
/// <param name="Unit">The unit the model counts in: a coherent SI unit.</param>
/// <param name="Causality">Which way it goes.</param>
/// <param name="Healthy">
/// For a state that tells how worn the asset is: its value when healthy. <c>null</c> for every other variable. A residual compares
/// with the model in which these states have this value.
/// </param>
/// <param name="HealthyTolerance">
/// For an output: how well the reading of a healthy asset is known beforehand, as one standard deviation in <paramref name="Unit"/>. It
/// covers what the model's curve may be off for this very asset, and keeps a residual from calling that wear. 0 for every other variable.
/// </param>
public sealed record ModelVariable(string Name, UnitOfMeasure Unit, Causality Causality, double? Healthy = null, double HealthyTolerance = 0);
