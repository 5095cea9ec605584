using DigitalTwin.Sdk.Repository.Tests.Reading;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>A command shown to a user is one that the build runs, or one that CONTRIBUTING shows to developers.</summary>
internal static class CommandRule
{
    public static IEnumerable<string> CommandsIn(RepositoryFile page) => Commands(page).Select(c => c.Text);

    /// <summary>Finds commands of the page that are not the whole or the beginning of a known one.</summary>
    public static IEnumerable<Finding> Check(RepositoryFile page, IReadOnlyCollection<string> known) =>
        from command in Commands(page)
        where !known.Any(k => k == command.Text || k.StartsWith(command.Text + " ", StringComparison.Ordinal))
        select page.At(command.Line, $"nothing runs `{command.Text}`; add it to .ci/run.");

    /// <summary>The simple commands of a shell script, each from its first word.</summary>
    public static IEnumerable<string> CommandsInScript(RepositoryFile script) =>
        from line in script.Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        let start = line.IndexOf("dotnet ", StringComparison.Ordinal)
        where start >= 0 && !line.TrimStart().StartsWith('#') && !line[..start].Contains("echo ", StringComparison.Ordinal)
        select string.Join(' ', line[start..].Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<(int Line, string Text)> Commands(RepositoryFile page) =>
        from block in CodeBlock.ReadAll(page)
        where block.Language is "bash" or "sh" or "shell" or "console"
        from line in block.Lines.Index()
        let text = line.Item.Split(" #")[0].Trim()
        where text.Length > 0 && !text.StartsWith('#')
        select (block.Line + 1 + line.Index, text);
}
