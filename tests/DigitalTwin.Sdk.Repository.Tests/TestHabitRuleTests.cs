using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class TestHabitRuleTests
{
    [Fact]
    public void No_test_sleeps_or_is_left_out() =>
        Finding.AssertNone(RepositoryFiles.CSharp.Where(f => f.IsUnder("tests")).SelectMany(TestHabitRule.Check));

    [Theory]
    [InlineData("Thread" + ".Sleep(10);", 1)]
    [InlineData("await System.Threading.Tasks.Task" + ".Delay(1);", 1)]
    [InlineData("clock.Advance(TimeSpan.FromSeconds(1));", 0)]
    [InlineData("var text = \"Thread" + ".Sleep(10)\";", 0)]
    public void Waiting_for_the_clock_is_found(string statement, int findings) =>
        Assert.Equal(findings, TestHabitRule.Check(new RepositoryFile("tests/A.cs", $"class A {{ async Task M() {{ {statement} }} }}")).Count());

    [Fact]
    public void A_test_that_is_left_out_is_found() =>
        Assert.Single(TestHabitRule.Check(new RepositoryFile("tests/A.cs", "class A { [Fact(Ski" + "p = \"later\")] void M() { } }")));
}
