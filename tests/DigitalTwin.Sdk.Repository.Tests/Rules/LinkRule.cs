using System.Text.RegularExpressions;
using DigitalTwin.Sdk.Repository.Tests.Reading;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>Links inside the repository lead somewhere, down to the heading.</summary>
internal static partial class LinkRule
{
    /// <summary>Finds links of a page to a file, folder or heading that is not there.</summary>
    /// <param name="page">The page.</param>
    /// <param name="read">Gives the page at a path; null if it is no page.</param>
    /// <param name="exists">Whether a file or folder is at a path.</param>
    public static IEnumerable<Finding> Check(RepositoryFile page, Func<string, RepositoryFile?> read, Func<string, bool> exists)
    {
        foreach (var (line, target) in Links(page))
        {
            var parts = target.Split('#', 2);
            var path = parts[0].Length == 0 ? page.Path : Resolve(page.Folder, parts[0]);
            if (!exists(path))
                yield return page.At(line, $"{target} leads nowhere.");
            else if (parts.Length == 2 && read(path) is { } other && !Headings(other).Contains(parts[1]))
                yield return page.At(line, $"{target}: the page has no such heading.");
        }
    }

    /// <summary>The links of a page that stay inside the repository, as written.</summary>
    public static IEnumerable<(int Line, string Target)> Links(RepositoryFile page) =>
        from line in CodeBlock.Prose(page).Index()
        from Match match in Link().Matches(CodeSpan().Replace(line.Item, ""))
        let target = match.Groups["target"].Value
        where !Uri.TryCreate(target, UriKind.Absolute, out _)
        select (line.Index + 1, target);

    public static string Resolve(string folder, string target)
    {
        var path = new Stack<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
                path.TryPop(out _);
            else if (part != ".")
                path.Push(part);
        }

        return string.Join('/', path.Reverse());
    }

    private static IEnumerable<string> Headings(RepositoryFile page) =>
        from line in CodeBlock.Prose(page)
        where line.StartsWith('#')
        let words = NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "")
        select words.Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
