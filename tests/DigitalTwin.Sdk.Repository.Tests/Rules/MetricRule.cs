using DigitalTwin.Sdk.Repository.Tests.Reading;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>Names of instruments are public contract, so the reference page lists each of them.</summary>
internal static class MetricRule
{
    private static readonly string[] Factories =
    [
        "CreateCounter", "CreateUpDownCounter", "CreateHistogram", "CreateGauge",
        "CreateObservableCounter", "CreateObservableUpDownCounter", "CreateObservableGauge",
    ];

    public static IEnumerable<Finding> Check(RepositoryFile source, string page) =>
        from call in source.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression is MemberAccessExpressionSyntax access && Factories.Contains(access.Name.Identifier.ValueText)
        let name = (call.ArgumentList.Arguments.FirstOrDefault()?.Expression as LiteralExpressionSyntax)?.Token.ValueText
        where name is null || !page.Contains($"`{name}`", StringComparison.Ordinal)
        select source.At(call, name is null ? "an instrument whose name is not written here." : $"docs/reference/metrics.md does not list {name}.");
}
