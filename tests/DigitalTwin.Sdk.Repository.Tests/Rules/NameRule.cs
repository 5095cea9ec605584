using DigitalTwin.Sdk.Repository.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>Type names that collide with our namespaces or with Rx, and suffixes that say nothing.</summary>
internal static class NameRule
{
    private static readonly string[] Collisions = ["DigitalTwin", "Pipeline", "Control", "Dtdl", "Unit", "Notification"];
    private static readonly string[] EmptySuffixes = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Data", "Info"];

    public static IEnumerable<Finding> Check(RepositoryFile file)
    {
        foreach (var node in file.Syntax.DescendantNodes())
        {
            if (NameOf(node) is not { } name)
                continue;
            if (Collisions.Contains(name))
                yield return file.At(node, $"a type named {name} collides with a namespace or with Rx.");
            else if (EmptySuffixes.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal)) is { } empty)
                yield return file.At(node, $"{name}: '{empty}' says nothing; name what it does.");
        }
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        ExtensionBlockDeclarationSyntax => null,
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        DelegateDeclarationSyntax type => type.Identifier.ValueText,
        _ => null,
    };
}
