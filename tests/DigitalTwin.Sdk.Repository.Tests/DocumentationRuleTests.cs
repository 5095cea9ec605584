using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class DocumentationRuleTests
{
    private const string MissingComment = "CS15" + "91";

    [Fact]
    public void Every_public_member_has_a_summary() => Finding.AssertNone(DocumentationRule.CheckMembers(RepositoryFiles.Sources));

    [Fact]
    public void Nothing_switches_off_the_compilers_check() =>
        Finding.AssertNone(RepositoryFiles.All.Where(f => !f.IsMarkdown).SelectMany(DocumentationRule.CheckSuppression));

    [Fact]
    public void The_compilers_check_is_on_and_a_warning_is_an_error()
    {
        Assert.Contains("<GenerateDocumentationFile>true<", RepositoryFiles.Get("eng/Library.props").Text, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true<", RepositoryFiles.Get("Directory.Build.props").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public class A;", "A")]
    [InlineData("/// <summary>  </summary>\npublic class A;", "A")]
    [InlineData("/// <summary>A.</summary>\npublic class A { public int P { get; } }", "A.P")]
    [InlineData("/// <summary>A.</summary>\npublic class A { protected void M(int x) { } }", "A.M(int x)")]
    [InlineData("/// <summary>A.</summary>\npublic interface A { void M(); }", "A.M()")]
    [InlineData("/// <summary>A.</summary>\npublic enum A { B }", "A.B")]
    [InlineData("/// <summary>A.</summary>\npublic static class A { extension(int x) { public int Twice => 2 * x; } }", "A.Twice")]
    [InlineData("public delegate void A();", "A")]
    [InlineData("/// <remarks>A.</remarks>\npublic partial class A; public partial class A;", "A", "A")]
    public void A_member_without_a_summary_is_found(string text, params string[] names) =>
        Assert.Equal(names.Select(name => name + " has no summary."), DocumentationRule.CheckMembers([new("src/A.cs", text)]).Select(f => f.Message));

    [Theory]
    [InlineData("internal class A { public int P { get; } }")]
    [InlineData("/// <inheritdoc/>\npublic class A { private protected int P { get; } internal int Q; ~A() { } }")]
    [InlineData("/// <summary><see cref=\"B\"/></summary>\npublic partial class A; public partial class A;")]
    public void Hidden_or_documented_members_pass(string text) => Assert.Empty(DocumentationRule.CheckMembers([new("src/A.cs", text)]));

    [Theory]
    [InlineData("<NoWarn>$(NoWarn);" + MissingComment + "</NoWarn>")]
    [InlineData("#pragma warning disable " + MissingComment)]
    [InlineData("dotnet_diagnostic." + MissingComment + ".severity = none")]
    public void A_suppression_is_found(string line) =>
        Assert.Single(DocumentationRule.CheckSuppression(new RepositoryFile("Directory.Build.props", line)));
}
