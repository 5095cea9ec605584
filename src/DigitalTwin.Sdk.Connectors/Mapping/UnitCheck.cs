namespace DigitalTwin.Sdk.Connectors;

/// <summary>Works out the conversion of a mapping, or says why there is none.</summary>
internal static class UnitCheck
{
    internal static UnitConversion Conversion(UnitOfMeasure source, UnitOfMeasure? target, Type type, string where, ICollection<string> problems) =>
        Between(source, target, source, type, where, "sends", problems);

    internal static UnitConversion ConversionOut(UnitOfMeasure property, UnitOfMeasure plant, Type type, string where, ICollection<string> problems) =>
        Between(property, plant, plant, type, where, "expects", problems);

    private static UnitConversion Between(UnitOfMeasure? from, UnitOfMeasure? to, UnitOfMeasure plant, Type type, string where, string verb, ICollection<string> problems)
    {
        if (from is null || to is null)
            problems.Add($"{where} has no unit, but the plant {verb} {plant.Symbol}.");
        else if (!from.ConvertsTo(to))
            problems.Add($"{where} cannot be converted: the plant {verb} {plant.Symbol}, the property is in {(ReferenceEquals(plant, from) ? to : from).Symbol}.");
        else if (!ValueText.IsNumber(type))
            problems.Add($"{where} has values of type {type.Name}, which have no unit.");
        else
            return from.ConversionTo(to);
        return UnitConversion.Identity;
    }
}
