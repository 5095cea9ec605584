using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitalTwin.Sdk.Repository.Tests.Reading;

/// <summary>One text file of the repository, or a few lines that a test makes up to see a rule fail.</summary>
internal sealed class RepositoryFile(string path, string text, bool isExecutable = false)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview, DocumentationMode.Parse);

    /// <summary>Path from the repository's root, with forward slashes.</summary>
    public string Path { get; } = path;

    public string Text { get; } = text;

    public bool IsExecutable { get; } = isExecutable;

    public string[] Lines => field ??= Text.Split('\n');

    public CompilationUnitSyntax Syntax => field ??= CSharpSyntaxTree.ParseText(Text, Options, Path).GetCompilationUnitRoot();

    public string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsMarkdown => Path.EndsWith(".md", StringComparison.Ordinal);

    public bool IsGenerated =>
        Path.EndsWith(".g.cs", StringComparison.Ordinal) || Path.EndsWith(".Designer.cs", StringComparison.Ordinal);

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>A finding at a syntax node of this file.</summary>
    public Finding At(SyntaxNode node, string message) => new(Path, LineOf(node.SpanStart), message);

    public Finding At(int line, string message) => new(Path, line, message);

    /// <summary>The line, from 1, on which a character position lies.</summary>
    public int LineOf(int position) => Syntax.SyntaxTree.GetLineSpan(new(position, 0)).StartLinePosition.Line + 1;
}
