using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class SizeRuleTests
{
    [Fact]
    public void No_code_file_is_too_long() => Finding.AssertNone(RepositoryFiles.CSharp.SelectMany(SizeRule.CheckFile));

    [Fact]
    public void No_method_is_too_long() => Finding.AssertNone(RepositoryFiles.CSharp.SelectMany(SizeRule.CheckMethods));

    [Fact]
    public void Every_public_type_of_a_package_has_its_own_file() =>
        Finding.AssertNone(RepositoryFiles.Sources.SelectMany(SizeRule.CheckPublicTypes));

    [Theory]
    [InlineData(SizeRule.LongestFile, 0)]
    [InlineData(SizeRule.LongestFile + 1, 1)]
    public void A_file_over_the_limit_is_found(int lines, int findings) =>
        Assert.Equal(findings, SizeRule.CheckFile(Code(string.Concat(Enumerable.Repeat("// why\n", lines)))).Count());

    [Theory]
    [InlineData("void M()", SizeRule.LongestMethod, 0)]
    [InlineData("void M()", SizeRule.LongestMethod + 1, 1)]
    [InlineData("C()", SizeRule.LongestMethod + 1, 1)]
    [InlineData("int P { get", SizeRule.LongestMethod + 1, 1)]
    public void A_method_over_the_limit_is_found(string head, int lines, int findings)
    {
        var body = string.Concat(Enumerable.Repeat("    _ = 1;\n", lines - 3));
        var text = $"class C\n{{\n{head}\n{{\n{body}}}\n" + (head.StartsWith("int", StringComparison.Ordinal) ? "}\n}\n" : "}\n");

        Assert.Equal(findings, SizeRule.CheckMethods(Code(text)).Count());
    }

    [Fact]
    public void Long_top_level_statements_are_found()
    {
        var text = string.Concat(Enumerable.Repeat("System.Console.WriteLine();\n", SizeRule.LongestMethod + 1));

        Assert.Single(SizeRule.CheckMethods(Code(text)));
    }

    [Theory]
    [InlineData("namespace N; public class A; public class B;")]
    [InlineData("public readonly struct Sample; public readonly struct Sample<T>;")]
    [InlineData("public enum A { } public delegate void B();")]
    [InlineData("public interface A; namespace N { public record B; }")]
    public void A_second_public_type_is_found(string text) => Assert.Single(SizeRule.CheckPublicTypes(Code(text)));

    [Fact]
    public void Nested_and_internal_types_may_share_a_file() =>
        Assert.Empty(SizeRule.CheckPublicTypes(Code("public class A { public class B; } internal class C;")));

    private static RepositoryFile Code(string text) => new("src/A.cs", text);
}
