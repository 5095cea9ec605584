using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class MarkerRuleTests
{
    private const string Marker = "TO" + "DO";

    [Fact]
    public void Unfinished_work_names_its_issue() => Finding.AssertNone(RepositoryFiles.All.SelectMany(MarkerRule.Check));

    [Theory]
    [InlineData("// " + Marker + ": later", 1)]
    [InlineData("# FIX" + "ME", 1)]
    [InlineData("// HA" + "CK around it", 1)]
    [InlineData("// " + Marker + " issue 12: batch form", 0)]
    [InlineData("// " + Marker + " https://git.example/digital-twin/issues/12", 0)]
    [InlineData("// a hackathon", 0)]
    public void A_marker_without_an_issue_is_found(string line, int findings) =>
        Assert.Equal(findings, MarkerRule.Check(new RepositoryFile("src/A.cs", $"// first\n{line}\n")).Count());
}
