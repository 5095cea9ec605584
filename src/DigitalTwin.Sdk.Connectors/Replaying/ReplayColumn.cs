namespace DigitalTwin.Sdk.Connectors;

/// <summary>A column of a recorded file and the property that is read from it.</summary>
internal sealed record ReplayColumn(string Name, Property<double> Property, UnitConversion Conversion);
