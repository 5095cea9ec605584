using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class SnippetRuleTests
{
    private const string Source = "class C\n{\n    // snippet: one\n    var x = 1;\n\n    Use(x);\n    // end-snippet\n}\n";

    private static IEnumerable<RepositoryFile> SnippetFiles => RepositoryFiles.CSharp.Where(f => f.IsUnder(SnippetRule.Folder));

    [Fact]
    public void Every_code_block_shown_is_compiled_code()
    {
        var regions = SnippetRule.ReadRegions(SnippetFiles);

        Finding.AssertNone(RepositoryFiles.Pages.SelectMany(page => SnippetRule.Check(page, regions)));
    }

    [Fact]
    public void Every_snippet_is_shown_somewhere()
    {
        var pages = string.Concat(RepositoryFiles.Pages.Select(page => page.Text));

        Assert.DoesNotContain(SnippetRule.ReadRegions(SnippetFiles).Keys, name => !pages.Contains($"<!-- snippet: {name} -->", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_snippet_file_is_part_of_this_test_project()
    {
        var compiled = typeof(SnippetRuleTests).Assembly.GetTypes().Select(type => type.Name).ToHashSet();

        var leftOut = SnippetFiles.Where(file => !compiled.Contains(Path.GetFileNameWithoutExtension(file.Name))).Select(file => file.Path);

        Assert.Empty(leftOut);
    }

    [Theory]
    [InlineData("<!-- snippet: one -->\n```csharp\nvar x = 1;\n\nUse(x);\n```", null)]
    [InlineData("```csharp\nvar x = 1;\n```", "without")]
    [InlineData("<!-- snippet: two -->\n\n```csharp\nvar x = 1;\n```", "no snippet two")]
    [InlineData("<!-- snippet: one -->\n```csharp\nvar x = 2;\n\nUse(x);\n```", "    - var x = 2;\n    + var x = 1;")]
    [InlineData("<!-- snippet: one -->\n```cs\nvar x = 1;\n```", "    + Use(x);")]
    [InlineData("```bash\ndotnet test\n```", null)]
    public void A_block_that_is_not_the_compiled_code_is_found(string page, string? message)
    {
        var regions = SnippetRule.ReadRegions([new RepositoryFile("Snippets/C.cs", Source)]);

        var findings = SnippetRule.Check(new RepositoryFile("README.md", "# Title\n\n" + page), regions).ToArray();

        if (message is null)
            Assert.Empty(findings);
        else
            Assert.Contains(message, Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("// snippet: one\n")]
    [InlineData("// snippet: one\n// end-snippet\n// snippet: one\n// end-snippet\n")]
    public void A_region_without_end_or_with_a_taken_name_is_refused(string source) =>
        Assert.Throws<InvalidOperationException>(() => SnippetRule.ReadRegions([new RepositoryFile("Snippets/C.cs", source)]));
}
