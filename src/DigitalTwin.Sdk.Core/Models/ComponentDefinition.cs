namespace DigitalTwin.Sdk;

/// <summary>That every twin of a model contains a part of another model; its properties are addressed as <c>component/property</c>.</summary>
/// <param name="Name">Name, unique among the model's contents.</param>
/// <param name="Model">Model of the part.</param>
public sealed record ComponentDefinition(string Name, TwinModel Model);
