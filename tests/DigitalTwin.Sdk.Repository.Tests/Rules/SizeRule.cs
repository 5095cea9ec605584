using DigitalTwin.Sdk.Repository.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>Files and methods that one can read in one go, and a file per public type.</summary>
internal static class SizeRule
{
    public const int LongestFile = 500;
    public const int LongestMethod = 70;

    public static IEnumerable<Finding> CheckFile(RepositoryFile file)
    {
        var lines = file.Text.TrimEnd('\n').Split('\n').Length;
        if (lines > LongestFile)
            yield return file.At(LongestFile + 1, $"{lines} lines; at most {LongestFile}.");
    }

    public static IEnumerable<Finding> CheckMethods(RepositoryFile file)
    {
        foreach (var node in file.Syntax.DescendantNodes().Where(IsMethod))
        {
            var lines = Lines(file, node.SpanStart, node.Span.End);
            if (lines > LongestMethod)
                yield return file.At(node, $"{node.Kind()} of {lines} lines; at most {LongestMethod}.");
        }

        var statements = file.Syntax.Members.OfType<GlobalStatementSyntax>().Where(s => s.Statement is not LocalFunctionStatementSyntax).ToArray();
        var sum = statements.Sum(s => Lines(file, s.SpanStart, s.Span.End));
        if (sum > LongestMethod)
            yield return file.At(statements[0], $"top-level statements of {sum} lines; at most {LongestMethod}.");
    }

    public static IEnumerable<Finding> CheckPublicTypes(RepositoryFile file)
    {
        var types = file.Syntax.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(type => type is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && type.Modifiers.Any(SyntaxKind.PublicKeyword))
            .ToArray();
        return types.Skip(1).Select(type => file.At(type, $"{types.Length} public types in one file; each has a file of its own."));
    }

    private static bool IsMethod(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
        || node is PropertyDeclarationSyntax { ExpressionBody: not null } or IndexerDeclarationSyntax { ExpressionBody: not null };

    private static int Lines(RepositoryFile file, int start, int end) => file.LineOf(end) - file.LineOf(start) + 1;
}
