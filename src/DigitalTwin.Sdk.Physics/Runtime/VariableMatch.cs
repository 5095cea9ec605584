namespace DigitalTwin.Sdk.Physics;

/// <summary>Finds which variable of a model a measured property is, by what it measures.</summary>
internal static class VariableMatch
{
    /// <summary>The number, among the model's variables of one causality, of the one with the dimension of a unit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="causality">Whether an input or an output is looked for.</param>
    /// <param name="property">Name of the property, for the message.</param>
    /// <param name="unit">Unit of the property.</param>
    /// <returns>Number of the variable, from 0.</returns>
    /// <exception cref="ArgumentException">No variable, or more than one, has that dimension; the message names the property and what the model has.</exception>
    public static int ByDimension(IObservationModel model, Causality causality, string property, UnitOfMeasure unit)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(unit);
        var found = -1;
        var matches = 0;
        var number = 0;
        foreach (var variable in model.Variables)
        {
            if (variable.Causality != causality)
                continue;
            if (variable.Unit.Dimension == unit.Dimension)
            {
                found = number;
                matches++;
            }

            number++;
        }

        if (matches == 1)
            return found;
        var kind = causality.ToString().ToLowerInvariant();
        var known = string.Join(", ", model.Variables.Where(v => v.Causality == causality).Select(v => $"{v.Name} ({v.Unit})"));
        throw new ArgumentException(
            $"Property '{property}' in '{unit}' fits {(matches == 0 ? "no" : "more than one")} {kind} of the model, which has {known}.",
            nameof(property));
    }
}
