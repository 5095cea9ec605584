using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml;
using System.Xml.Linq;
using DigitalTwin.Sdk.Repository.Tests.Reading;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>Holds project files and built assemblies against the package table.</summary>
internal static class PackageReferenceRule
{
    private static readonly string PlatformFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    public static IEnumerable<Finding> CheckProject(RepositoryFile project)
    {
        var package = Path.GetFileNameWithoutExtension(project.Name);
        if (!PackageTable.Rows.TryGetValue(package, out var row))
        {
            yield return project.At(1, $"{package} has no row in the package table.");
            yield break;
        }

        foreach (var element in XDocument.Parse(project.Text, LoadOptions.SetLineInfo).Descendants())
        {
            var target = (string?)element.Attribute("Include") ?? "";
            var isAllowed = element.Name.LocalName switch
            {
                "ProjectReference" => row.Projects.Contains(Path.GetFileNameWithoutExtension(target.Replace('\\', '/'))),
                "PackageReference" => IsBuildOnly(element) || row.Packages.Contains(target),
                "FrameworkReference" or "Reference" => row.Packages.Contains(target),
                _ => true,
            };
            if (!isAllowed)
                yield return project.At(((IXmlLineInfo)element).LineNumber, $"{package} may not reference {target}.");
        }
    }

    /// <summary>Props that apply to every package may bring only what stays behind at build time.</summary>
    public static IEnumerable<Finding> CheckProps(RepositoryFile props) =>
        from element in XDocument.Parse(props.Text, LoadOptions.SetLineInfo).Descendants()
        where element.Name.LocalName == "PackageReference" && !IsBuildOnly(element)
        select props.At(((IXmlLineInfo)element).LineNumber, $"{(string?)element.Attribute("Include")} would reach every package; say PrivateAssets=\"all\".");

    public static IEnumerable<Finding> CheckAssembly(string package, IEnumerable<string> referenced)
    {
        var allowed = PackageTable.AssembliesAllowedTo(package);
        return from name in referenced
               where !allowed.Contains(name) && !IsPlatform(name)
               select new Finding($"{package}.dll", 0, $"the built assembly references {name}, which its row does not list.");
    }

    public static IReadOnlyList<string> ReferencesOf(string assemblyPath)
    {
        using var file = new PEReader(File.OpenRead(assemblyPath));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static bool IsBuildOnly(XElement reference) =>
        string.Equals((string?)reference.Attribute("PrivateAssets"), "all", StringComparison.OrdinalIgnoreCase);

    private static bool IsPlatform(string assembly) => File.Exists(Path.Combine(PlatformFolder, assembly + ".dll"));
}
