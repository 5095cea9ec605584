using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class PackageReferenceRuleTests
{
    public static TheoryData<string> Packages => [.. RepositoryFiles.SourceProjects.Select(p => Path.GetFileNameWithoutExtension(p.Name))];

    [Fact]
    public void Every_project_file_keeps_to_the_package_table() =>
        Finding.AssertNone(RepositoryFiles.SourceProjects.SelectMany(PackageReferenceRule.CheckProject));

    [Fact]
    public void Props_shared_by_all_packages_add_no_dependency() =>
        Finding.AssertNone(PackageReferenceRule.CheckProps(RepositoryFiles.Get("eng/Library.props")));

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_built_assembly_keeps_to_the_package_table(string package)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, package + ".dll");
        Assert.True(File.Exists(assembly), $"{package} is not referenced by this test project, so its assembly is not checked.");

        Finding.AssertNone(PackageReferenceRule.CheckAssembly(package, PackageReferenceRule.ReferencesOf(assembly)));
    }

    [Theory]
    [InlineData("DigitalTwin.Sdk.Pipeline", """<ProjectReference Include="../DigitalTwin.Sdk.Physics/DigitalTwin.Sdk.Physics.csproj" />""")]
    [InlineData("DigitalTwin.Sdk.Core", """<PackageReference Include="System.Reactive" />""")]
    [InlineData("DigitalTwin.Sdk.Core", """<FrameworkReference Include="Microsoft.AspNetCore.App" />""")]
    [InlineData("DigitalTwin.Sdk.Unheard", """<PackageReference Include="System.Reactive" />""")]
    public void An_edge_outside_the_table_is_found(string package, string reference)
    {
        var project = new RepositoryFile($"src/{package}/{package}.csproj", $"<Project><ItemGroup>\n{reference}\n</ItemGroup></Project>");

        Assert.Single(PackageReferenceRule.CheckProject(project));
    }

    [Fact]
    public void A_build_only_package_is_no_edge()
    {
        var project = new RepositoryFile(
            "src/DigitalTwin.Sdk.Core/DigitalTwin.Sdk.Core.csproj",
            """<Project><ItemGroup><PackageReference Include="MinVer" PrivateAssets="all" /></ItemGroup></Project>""");

        Assert.Empty(PackageReferenceRule.CheckProject(project));
    }

    [Fact]
    public void A_shared_package_that_would_ship_is_found()
    {
        var props = new RepositoryFile("eng/Library.props", """<Project><ItemGroup><PackageReference Include="MinVer" /></ItemGroup></Project>""");

        Assert.Single(PackageReferenceRule.CheckProps(props));
    }

    [Fact]
    public void An_assembly_that_names_a_forbidden_one_is_found()
    {
        var findings = PackageReferenceRule.CheckAssembly("DigitalTwin.Sdk.Control", ["System.Runtime", "DigitalTwin.Sdk.Core", "MQTTnet"]);

        Assert.Contains("MQTTnet", Assert.Single(findings).Message, StringComparison.Ordinal);
    }
}
