using System.Text.RegularExpressions;
using System.Xml.Linq;
using DigitalTwin.Sdk.Repository.Tests.Reading;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitalTwin.Sdk.Repository.Tests.Operators;

/// <summary>What the source says of one overload of an operator.</summary>
internal sealed partial class OperatorDocumentation
{
    private const string Folder = "src/DigitalTwin.Sdk.Pipeline/Rx";
    private readonly MethodDeclarationSyntax _method;
    private readonly XElement _xml;

    private OperatorDocumentation(MethodDeclarationSyntax method)
    {
        _method = method;
        _xml = XmlOf(method);
    }

    /// <summary>The operators of all pages of source, in the order in which they stand there.</summary>
    internal static IReadOnlyList<OperatorGroup> Groups { get; } =
    [
        .. RepositoryFiles.CSharp.Where(f => f.IsUnder(Folder) && f.Name.EndsWith("Extensions.cs", StringComparison.Ordinal) && f.Name != "PipelineExtensions.cs")
            .SelectMany(f => f.Syntax.DescendantNodes().OfType<ClassDeclarationSyntax>().Where(c => c.Parent is BaseNamespaceDeclarationSyntax))
            .Select(c => new OperatorGroup(c.Identifier.Text[..^"Extensions".Length], Plain(XmlOf(c).Element("summary")), Plain(XmlOf(c).Element("remarks")), Read(c))),
    ];

    internal string Name => _method.Identifier.Text;

    internal string Summary => Plain(_xml.Element("summary"));

    internal string Remarks => Plain(_xml.Element("remarks"));

    internal string Returns => Plain(_xml.Element("returns"));

    internal IEnumerable<string> Errors => _xml.Elements("exception").Select(e => $"`{Short(e.Attribute("cref")!.Value)}`: {Plain(e)}");

    /// <summary>All parameters but the source and the statistics, which every operator has.</summary>
    internal IEnumerable<(string Name, string Type, string Default, string Text)> Parameters =>
        _method.ParameterList.Parameters
            .Where(p => !p.Modifiers.Any(m => m.ValueText == "this") && p.Identifier.Text != "statistics")
            .Select(p => (p.Identifier.Text, p.Type!.ToString(), p.Default?.Value.ToString() ?? "", TextOf(p.Identifier.Text)));

    internal string Signature => $"{Name}({string.Join(", ", Parameters.Select(p => p.Name))})";

    private static OperatorDocumentation[] Read(ClassDeclarationSyntax type) =>
        [.. type.Members.OfType<MethodDeclarationSyntax>().Where(m => m.Modifiers.Any(x => x.ValueText == "public")).Select(m => new OperatorDocumentation(m))];

    private static XElement XmlOf(Microsoft.CodeAnalysis.SyntaxNode node)
    {
        var lines = node.GetLeadingTrivia().ToFullString().Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("///", StringComparison.Ordinal)).Select(l => l[3..]);

        // Comparisons stand bare in formulas; the compiler takes the greater-than sign as it is, and so does XML.
        return XElement.Parse("<doc>" + string.Join('\n', lines) + "</doc>");
    }

    /// <summary>A piece of documentation as one paragraph of Markdown.</summary>
    private static string Plain(XElement? element)
    {
        if (element is null)
            return "";
        var text = string.Concat(element.Nodes().Select(n => n switch
        {
            XText t => t.Value,
            XElement { Name.LocalName: "para" or "list" or "item" or "description" } e => " " + Plain(e) + " ",
            XElement e => "`" + (e.Attribute("cref") is { } cref ? Short(cref.Value) : e.Attribute("name")?.Value ?? e.Attribute("langword")?.Value ?? e.Value) + "`",
            _ => "",
        }));
        return Spaces().Replace(text, " ").Trim();
    }

    private static string Short(string cref)
    {
        var name = cref.Split('(')[0].Replace('{', '<').Replace('}', '>');
        var parts = name.Split('.');
        return parts.Length > 1 && char.IsUpper(parts[^2][0]) && parts[^2] is "Quality" or "GapPolicy" or "SpikeAction" ? $"{parts[^2]}.{parts[^1]}" : parts[^1];
    }

    private string TextOf(string parameter) => Plain(_xml.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == parameter));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
