namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>One property that every twin of a template has, and how to read it once the twin is known.</summary>
internal sealed record TwinMapping(string Property, Func<Property, string, ICollection<string>, PayloadReader?> Create);
