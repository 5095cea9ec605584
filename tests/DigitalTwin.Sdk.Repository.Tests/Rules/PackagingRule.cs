using System.Xml.Linq;
using DigitalTwin.Sdk.Repository.Tests.Reading;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>What every package carries, and what its project file leaves to the shared settings.</summary>
internal static class PackagingRule
{
    private static readonly string[] Companions = ["README.md", "PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt"];

    public static IEnumerable<Finding> Check(RepositoryFile project, Func<string, bool> exists)
    {
        var elements = XDocument.Parse(project.Text).Descendants().ToArray();
        if (!elements.Any(e => e.Name.LocalName == "Description" && e.Value.Length > 0))
            yield return project.At(1, "a package without a description.");
        if (elements.Any(e => e.Name.LocalName is "Version" or "TargetFramework" or "Nullable" or "NoWarn" || e.Attribute("Version") is not null))
            yield return project.At(1, "versions, frameworks and warnings are set centrally.");
        foreach (var companion in Companions.Where(name => !exists($"{project.Folder}/{name}")))
            yield return project.At(1, $"no {companion} beside it.");
    }
}
