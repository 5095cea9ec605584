namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>One row of the package table.</summary>
/// <param name="Projects">Packages of this solution that may be referenced.</param>
/// <param name="Packages">Packages of others, or frameworks, that may be referenced.</param>
internal sealed record AllowedReferences(IReadOnlyList<string> Projects, IReadOnlyList<string> Packages);
