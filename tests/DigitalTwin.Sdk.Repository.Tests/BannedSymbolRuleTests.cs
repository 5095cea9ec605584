using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class BannedSymbolRuleTests
{
    [Fact]
    public void Every_banned_symbol_exists() => Finding.AssertNone(BannedSymbolRule.Check(RepositoryFiles.Get("eng/BannedSymbols.txt")));

    [Theory]
    [InlineData("P:System.DateTime.UtcNow", 0)]
    [InlineData("P:System.DateTime.UtcNoww", 1)]
    [InlineData("M:System.Threading.Tasks.Task.Yield(System.String)", 1)]
    public void A_symbol_that_does_not_exist_is_found(string symbol, int findings) =>
        Assert.Equal(findings, BannedSymbolRule.Check(new RepositoryFile("eng/BannedSymbols.txt", $"{symbol};Why.\n")).Count());
}
