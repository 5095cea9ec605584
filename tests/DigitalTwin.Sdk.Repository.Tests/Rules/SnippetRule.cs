using System.Text.RegularExpressions;
using DigitalTwin.Sdk.Repository.Tests.Reading;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>
/// C# shown in a page is C# that compiles: the block follows <c>&lt;!-- snippet: NAME --&gt;</c> and equals the lines between
/// <c>// snippet: NAME</c> and <c>// end-snippet</c> of a source file of this test project.
/// </summary>
internal static partial class SnippetRule
{
    public const string Folder = "tests/DigitalTwin.Sdk.Repository.Tests/Snippets";

    /// <summary>The regions of the given sources, moved to the left margin, by name.</summary>
    public static Dictionary<string, string[]> ReadRegions(IEnumerable<RepositoryFile> sources)
    {
        var regions = new Dictionary<string, string[]>();
        foreach (var file in sources)
        {
            for (var i = 0; i < file.Lines.Length; i++)
            {
                if (Start().Match(file.Lines[i]) is not { Success: true } start)
                    continue;
                var end = Array.FindIndex(file.Lines, i, line => line.Trim() == "// end-snippet");
                var name = start.Groups["name"].Value;
                if (end < 0 || !regions.TryAdd(name, Dedent(file.Lines[(i + 1)..end])))
                    throw new InvalidOperationException($"{file.Path}:{i + 1}: snippet {name} does not end, or stands twice.");
            }
        }

        return regions;
    }

    public static IEnumerable<Finding> Check(RepositoryFile page, IReadOnlyDictionary<string, string[]> regions)
    {
        foreach (var block in CodeBlock.ReadAll(page).Where(b => b.Language is "csharp" or "cs" or "c#"))
        {
            if (Mark().Match(block.Before) is not { Success: true } mark)
                yield return page.At(block.Line, "a C# block without <!-- snippet: NAME --> above it.");
            else if (!regions.TryGetValue(mark.Groups["name"].Value, out var region))
                yield return page.At(block.Line, $"{Folder} has no snippet {mark.Groups["name"].Value}.");
            else if (Difference(Dedent([.. block.Lines]), region) is { Length: > 0 } difference)
                yield return page.At(block.Line, $"differs from snippet {mark.Groups["name"].Value} (- page, + source):\n{difference}");
        }
    }

    private static string Difference(string[] page, string[] source)
    {
        var rows = new List<string>();
        for (var i = 0; i < Math.Max(page.Length, source.Length); i++)
        {
            var (shown, compiled) = (page.ElementAtOrDefault(i), source.ElementAtOrDefault(i));
            if (shown == compiled)
                continue;
            if (shown is not null)
                rows.Add("    - " + shown);
            if (compiled is not null)
                rows.Add("    + " + compiled);
        }

        return string.Join('\n', rows);
    }

    private static string[] Dedent(string[] lines)
    {
        var margin = lines.Where(line => line.Trim().Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        var text = string.Join('\n', lines.Select(line => line.Length > margin ? line[margin..].TrimEnd() : "")).Trim('\n');
        return text.Split('\n');
    }

    [GeneratedRegex(@"^\s*// snippet: (?<name>[a-z0-9-]+)\s*$")]
    private static partial Regex Start();

    [GeneratedRegex("^<!-- snippet: (?<name>[a-z0-9-]+) -->$")]
    private static partial Regex Mark();
}
