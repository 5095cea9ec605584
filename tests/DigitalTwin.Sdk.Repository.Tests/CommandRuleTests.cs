using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class CommandRuleTests
{
    private static readonly string[] RunByBuild =
        [.. RepositoryFiles.All.Where(f => f.IsUnder(".ci")).SelectMany(CommandRule.CommandsInScript), ".ci/run"];

    [Fact]
    public void Every_command_of_the_readme_is_run_by_the_build() =>
        Finding.AssertNone(CommandRule.Check(RepositoryFiles.Get("README.md"), RunByBuild));

    [Fact]
    public void Every_command_of_the_docs_is_run_by_the_build_or_meant_for_developers()
    {
        var known = RunByBuild.Concat(CommandRule.CommandsIn(RepositoryFiles.Get("CONTRIBUTING.md"))).ToArray();

        var pages = RepositoryFiles.Pages.Where(page => page.IsUnder("docs") || page.IsUnder("src"));

        Finding.AssertNone(pages.SelectMany(page => CommandRule.Check(page, known)));
    }

    [Theory]
    [InlineData("dotnet run -c Release --project samples/PumpTwin")]
    [InlineData("dotnet test")]
    public void The_readme_shows_the_command(string command) =>
        Assert.Contains(command, CommandRule.CommandsIn(RepositoryFiles.Get("README.md")));

    [Theory]
    [InlineData("dotnet test", 0)]
    [InlineData("dotnet test # all of them", 0)]
    [InlineData("dotnet tes", 1)]
    [InlineData("dotnet run", 1)]
    public void A_command_that_nothing_runs_is_found(string command, int findings)
    {
        var script = new RepositoryFile(".ci/run", "# dotnet run\necho \"dotnet run\"\nstep tests dotnet test  -c Release \\\n  --no-build\n");
        var page = new RepositoryFile("README.md", $"```bash\n# try it\n{command}\n```\n");

        Assert.Equal(findings, CommandRule.Check(page, [.. CommandRule.CommandsInScript(script)]).Count());
    }
}
