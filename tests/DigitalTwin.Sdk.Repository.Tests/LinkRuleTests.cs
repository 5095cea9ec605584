using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class LinkRuleTests
{
    [Fact]
    public void Every_link_between_files_leads_somewhere()
    {
        var pages = RepositoryFiles.Pages.ToDictionary(page => page.Path);

        Finding.AssertNone(pages.Values.SelectMany(page => LinkRule.Check(page, pages.GetValueOrDefault, Exists)));
    }

    [Fact]
    public void Every_page_of_the_docs_is_in_the_table_of_contents()
    {
        var contents = RepositoryFiles.Get("docs/README.md");
        var listed = LinkRule.Links(contents).Select(link => LinkRule.Resolve("docs", link.Target)).ToHashSet();

        var missing = RepositoryFiles.Pages.Where(page => page.IsUnder("docs") && page != contents && !listed.Contains(page.Path));

        Finding.AssertNone(missing.Select(page => page.At(1, "docs/README.md does not link to this page.")));
    }

    [Fact]
    public void Every_package_is_in_the_readmes_table()
    {
        var readme = RepositoryFiles.Get("README.md").Text;

        Assert.DoesNotContain(RepositoryFiles.SourceProjects, project => !readme.Contains($"]({project.Folder}/README.md)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[a](b.md)", 0)]
    [InlineData("[a](./sub/../b.md#some-heading-p9)", 0)]
    [InlineData("[a](#here)", 0)]
    [InlineData("[a](https://example.org/none.md)", 0)]
    [InlineData("`[a](c.md)`", 0)]
    [InlineData("[a](c.md)", 1)]
    [InlineData("![a](c.png)", 1)]
    [InlineData("[a](b.md#elsewhere)", 1)]
    [InlineData("[a](../b.md)", 1)]
    public void A_link_that_leads_nowhere_is_found(string line, int findings)
    {
        var page = new RepositoryFile("docs/a.md", $"# Here\n\n```text\n[x](none.md)\n```\n\n{line}\n");
        var other = new RepositoryFile("docs/b.md", "# Title\n\n## Some heading (P9)\n");
        var pages = new Dictionary<string, RepositoryFile> { [page.Path] = page, [other.Path] = other };

        Assert.Equal(findings, LinkRule.Check(page, pages.GetValueOrDefault, pages.ContainsKey).Count());
    }

    private static bool Exists(string path)
    {
        var full = Path.Combine(RepositoryFiles.Root, path);
        return File.Exists(full) || Directory.Exists(full);
    }
}
