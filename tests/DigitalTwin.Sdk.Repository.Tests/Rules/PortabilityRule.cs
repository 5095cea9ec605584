using System.Text.RegularExpressions;
using DigitalTwin.Sdk.Repository.Tests.Reading;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>Nothing in the repository depends on the machine it was written on or on one package registry, and scripts can be run.</summary>
internal static partial class PortabilityRule
{
    public static IEnumerable<Finding> CheckText(RepositoryFile file)
    {
        foreach (var (index, line) in file.Lines.Index())
        {
            if (MachinePath().IsMatch(line))
                yield return file.At(index + 1, "names a folder of one machine.");
            if (RegistryHost().IsMatch(line))
                yield return file.At(index + 1, "names the host of a package registry.");
            if (file.Name == "package-lock.json" && line.Contains("\"resolved\"", StringComparison.Ordinal))
                yield return file.At(index + 1, "a lock file with addresses of a registry.");
        }
    }

    public static IEnumerable<Finding> CheckScript(RepositoryFile file)
    {
        var hasShebang = file.Text.StartsWith("#!", StringComparison.Ordinal);
        var isScript = hasShebang || file.Name.EndsWith(".sh", StringComparison.Ordinal) || file.IsUnder(".ci");
        if (isScript && !hasShebang)
            yield return file.At(1, "a script without a first line that says what runs it.");
        if (isScript && !file.IsExecutable)
            yield return file.At(1, "a script without a run bit.");
    }

    // Brackets keep the rule from finding itself.
    [GeneratedRegex(@"(?<![A-Za-z0-9._${}\]\*-])/([w]ork|[f]arm|[t]mp|[r]oot|[h]ome|[U]sers)/[A-Za-z.]|\b[A-Z]:\\[U]sers\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b([n]uget\.org|[n]pmjs\.(org|com)|[p]ypi\.org|[d]eb\.debian\.org|[y]arnpkg\.com|[c]rates\.io)\b", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();
}
