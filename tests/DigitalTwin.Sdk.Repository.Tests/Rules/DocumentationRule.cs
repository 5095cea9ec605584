using System.Text.RegularExpressions;
using DigitalTwin.Sdk.Repository.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>Every member that a user can reach says what it is. The compiler's own check must stay on beside this one.</summary>
internal static partial class DocumentationRule
{
    public static IEnumerable<Finding> CheckMembers(IEnumerable<RepositoryFile> sources)
    {
        var members = (from file in sources
                       from member in file.Syntax.DescendantNodes().OfType<MemberDeclarationSyntax>()
                       where IsDocumentable(member) && IsVisible(member)
                       select (File: file, Member: member, Name: FullName(member))).ToArray();

        // A partial type or member needs its summary once.
        var documented = members.Where(m => HasSummary(m.Member)).Select(m => m.Name).ToHashSet();
        return from m in members
               where !HasSummary(m.Member) && !(m.Member.Modifiers.Any(SyntaxKind.PartialKeyword) && documented.Contains(m.Name))
               select m.File.At(m.Member, $"{m.Name} has no summary.");
    }

    /// <summary>Finds places that switch CS1591 (a public member without a comment) off.</summary>
    public static IEnumerable<Finding> CheckSuppression(RepositoryFile file) =>
        from line in file.Lines.Index()
        where Suppression().IsMatch(line.Item)
        select file.At(line.Index + 1, "switches off the compiler's check that public members are documented.");

    private static bool IsDocumentable(MemberDeclarationSyntax member) =>
        member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax
            or BaseFieldDeclarationSyntax or EnumMemberDeclarationSyntax
        && member is not (ExtensionBlockDeclarationSyntax or DestructorDeclarationSyntax);

    private static bool IsVisible(MemberDeclarationSyntax member) =>
        member.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().All(IsVisibleFromParent);

    private static bool IsVisibleFromParent(MemberDeclarationSyntax member)
    {
        if (member is BaseNamespaceDeclarationSyntax or EnumMemberDeclarationSyntax or ExtensionBlockDeclarationSyntax)
            return true;
        var modifiers = member.Modifiers;
        if (modifiers.Any(SyntaxKind.PublicKeyword))
            return true;
        if (modifiers.Any(SyntaxKind.PrivateKeyword) || modifiers.Any(SyntaxKind.InternalKeyword) && !modifiers.Any(SyntaxKind.ProtectedKeyword))
            return false;
        return modifiers.Any(SyntaxKind.ProtectedKeyword) || member.Parent is InterfaceDeclarationSyntax;
    }

    private static bool HasSummary(MemberDeclarationSyntax member) =>
        member.GetLeadingTrivia()
            .Select(trivia => trivia.GetStructure())
            .OfType<DocumentationCommentTriviaSyntax>()
            .SelectMany(comment => comment.Content)
            .Any(IsSummary);

    private static bool IsSummary(XmlNodeSyntax node) => node switch
    {
        XmlEmptyElementSyntax empty => empty.Name.LocalName.ValueText is "inheritdoc" or "include",
        XmlElementSyntax { StartTag.Name.LocalName.ValueText: "summary" } summary => summary.Content.Any(HasText),
        _ => false,
    };

    private static bool HasText(XmlNodeSyntax node) =>
        node is not XmlTextSyntax text || text.TextTokens.Any(token => !string.IsNullOrWhiteSpace(token.ValueText));

    private static string FullName(MemberDeclarationSyntax member)
    {
        var names = member.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().Reverse().Select(NameOf);
        return string.Join('.', names.Where(name => name.Length > 0));
    }

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        ExtensionBlockDeclarationSyntax => "",
        TypeDeclarationSyntax type => type.Identifier.ValueText + type.TypeParameterList,
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        DelegateDeclarationSyntax type => type.Identifier.ValueText + type.TypeParameterList,
        MethodDeclarationSyntax method => method.Identifier.ValueText + method.ParameterList,
        ConstructorDeclarationSyntax constructor => "new" + constructor.ParameterList,
        OperatorDeclarationSyntax operation => "operator " + operation.OperatorToken.ValueText,
        ConversionOperatorDeclarationSyntax conversion => "operator " + conversion.Type,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        IndexerDeclarationSyntax indexer => "this" + indexer.ParameterList,
        EventDeclarationSyntax e => e.Identifier.ValueText,
        BaseFieldDeclarationSyntax field => string.Join(", ", field.Declaration.Variables.Select(v => v.Identifier.ValueText)),
        EnumMemberDeclarationSyntax value => value.Identifier.ValueText,
        _ => "",
    };

    // The digits are bracketed so that the rule does not find itself.
    [GeneratedRegex(@"(NoWarn|WarningsNotAsErrors|pragma warning disable|dotnet_diagnostic).*\b(CS)?1[5]91\b")]
    private static partial Regex Suppression();
}
