namespace DigitalTwin.Sdk.Repository.Tests.Reading;

/// <summary>A fenced block of a Markdown page.</summary>
/// <param name="Language">What follows the opening fence, lower case; empty if nothing does.</param>
/// <param name="Line">The line of the opening fence, from 1.</param>
/// <param name="Before">The nearest line above that is not blank.</param>
/// <param name="Lines">What stands between the fences.</param>
internal sealed record CodeBlock(string Language, int Line, string Before, IReadOnlyList<string> Lines)
{
    private const string Fence = "```";

    public static List<CodeBlock> ReadAll(RepositoryFile page)
    {
        var blocks = new List<CodeBlock>();
        var before = "";
        for (var i = 0; i < page.Lines.Length; i++)
        {
            var line = page.Lines[i].Trim();
            if (!line.StartsWith(Fence, StringComparison.Ordinal))
            {
                before = line.Length > 0 ? line : before;
                continue;
            }

            var start = i++;
            while (i < page.Lines.Length && page.Lines[i].Trim() != Fence)
                i++;
            blocks.Add(new CodeBlock(line[Fence.Length..].Trim().ToLowerInvariant(), start + 1, before, page.Lines[(start + 1)..Math.Min(i, page.Lines.Length)]));
            before = "";
        }

        return blocks;
    }

    /// <summary>The page's lines with every fenced block blanked, so that line numbers stay.</summary>
    public static string[] Prose(RepositoryFile page)
    {
        var lines = page.Lines.ToArray();
        foreach (var block in ReadAll(page))
            Array.Fill(lines, "", block.Line - 1, Math.Min(block.Lines.Count + 2, lines.Length - block.Line + 1));
        return lines;
    }
}
