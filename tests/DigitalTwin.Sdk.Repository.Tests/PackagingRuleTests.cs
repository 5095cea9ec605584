using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class PackagingRuleTests
{
    [Fact]
    public void Every_package_has_what_a_package_needs() =>
        Finding.AssertNone(RepositoryFiles.SourceProjects.SelectMany(p => PackagingRule.Check(p, path => File.Exists(Path.Combine(RepositoryFiles.Root, path)))));

    [Theory]
    [InlineData("<Description>A.</Description>", true, 0)]
    [InlineData("<Description></Description>", true, 1)]
    [InlineData("<Description>A.</Description><NoWarn>CA1</NoWarn>", true, 1)]
    [InlineData("<Description>A.</Description>", false, 3)]
    public void A_missing_piece_is_found(string properties, bool exists, int findings)
    {
        var project = new RepositoryFile("src/A/A.csproj", $"<Project><PropertyGroup>{properties}</PropertyGroup></Project>");

        Assert.Equal(findings, PackagingRule.Check(project, _ => exists).Count());
    }
}
