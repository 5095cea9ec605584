namespace DigitalTwin.Sdk;

/// <summary>What a model says about one kind of relationship that its twins may have to others.</summary>
/// <param name="Name">Name, unique among the model's contents.</param>
/// <param name="TargetModel">Id of the model that the target must be of or extend; null for any.</param>
/// <param name="MaxMultiplicity">How many a twin may have at the most; null for any number.</param>
/// <param name="Properties">What values a relationship carries.</param>
public sealed record RelationshipDefinition(
    string Name,
    string? TargetModel,
    int? MaxMultiplicity,
    IReadOnlyList<PropertyDefinition> Properties);
