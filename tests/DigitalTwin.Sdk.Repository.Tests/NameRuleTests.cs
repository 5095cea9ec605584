using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class NameRuleTests
{
    [Fact]
    public void No_type_of_a_package_has_a_name_that_collides_or_says_nothing() =>
        Finding.AssertNone(RepositoryFiles.Sources.SelectMany(NameRule.Check));

    [Theory]
    [InlineData("class Pipeline;")]
    [InlineData("public readonly record struct Unit;")]
    [InlineData("enum Control { }")]
    [InlineData("class TwinManager;")]
    [InlineData("static class A { class PathHelper; }")]
    [InlineData("interface ITwinData;")]
    [InlineData("delegate void PumpInfo();")]
    public void A_bad_name_is_found(string text) => Assert.Single(NameRule.Check(new RepositoryFile("src/A.cs", text)));

    [Theory]
    [InlineData("class TwinMetadata;")]
    [InlineData("record UnitOfMeasure;")]
    public void A_good_name_passes(string text) => Assert.Empty(NameRule.Check(new RepositoryFile("src/A.cs", text)));
}
