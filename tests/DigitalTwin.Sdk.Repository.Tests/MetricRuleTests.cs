using DigitalTwin.Sdk.Repository.Tests.Reading;
using DigitalTwin.Sdk.Repository.Tests.Rules;

namespace DigitalTwin.Sdk.Repository.Tests;

public class MetricRuleTests
{
    [Fact]
    public void Every_instrument_is_in_the_reference()
    {
        var page = RepositoryFiles.Get("docs/reference/metrics.md").Text;

        Finding.AssertNone(RepositoryFiles.Sources.SelectMany(source => MetricRule.Check(source, page)));
    }

    [Theory]
    [InlineData("meter.CreateCounter<long>(\"digitaltwin.drops\")", 1)]
    [InlineData("meter.CreateObservableGauge(\"digitaltwin.twin\", () => 1)", 1)]
    [InlineData("meter.CreateHistogram<double>(name)", 1)]
    [InlineData("meter.CreateObservableGauge(\"digitaltwin.twins\", () => 1)", 0)]
    public void An_instrument_that_is_not_listed_is_found(string call, int findings) =>
        Assert.Equal(findings, MetricRule.Check(new RepositoryFile("src/A.cs", $"class A {{ object F = {call}; }}"), "| `digitaltwin.twins` | twins |").Count());
}
