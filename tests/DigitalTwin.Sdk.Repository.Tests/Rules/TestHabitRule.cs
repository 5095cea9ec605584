using DigitalTwin.Sdk.Repository.Tests.Reading;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>Tests do not wait for the clock, and a test that is there is run.</summary>
internal static class TestHabitRule
{
    private static readonly string[] Waits = ["Thread" + ".Sleep", "Task.Delay"];

    public static IEnumerable<Finding> Check(RepositoryFile file)
    {
        foreach (var access in file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
        {
            var name = $"{LastName(access.Expression)}.{access.Name.Identifier.ValueText}";
            if (Waits.Contains(name))
                yield return file.At(access, $"{name} waits for the clock; advance a FakeTimeProvider or await what happens.");
        }

        foreach (var argument in file.Syntax.DescendantNodes().OfType<AttributeArgumentSyntax>())
        {
            if (argument.NameEquals?.Name.Identifier.ValueText is "Skip" or "Explicit")
                yield return file.At(argument, "a test that is not run.");
        }
    }

    private static string LastName(ExpressionSyntax expression) =>
        expression is MemberAccessExpressionSyntax access ? access.Name.Identifier.ValueText : expression.ToString();
}
