namespace DigitalTwin.Sdk.Tests.Runtime;

public sealed class RemovedTwinTests
{
    [Fact]
    public async Task A_removed_twin_does_not_harm_the_others_of_its_connector()
    {
        var graph = new TwinGraph();
        var gone = graph.Add("gone").AddProperty("flow", Units.CubicMetrePerHour);
        var stays = graph.Add("stays").AddProperty("flow", Units.CubicMetrePerHour);
        var connector = new FakeConnector("link", new ConnectorBinding(gone, ConnectorAccess.Read, "a"), new ConnectorBinding(stays, ConnectorAccess.Read, "b"));
        var builder = new TwinRuntimeBuilder(graph);
        builder.Options.Clock = RuntimeClock.Samples;
        builder.AddConnector(connector);
        await using var runtime = await builder.StartAsync();
        var receipt = new Receipt();

        graph.Remove(graph["gone"]);
        var time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await connector.Host!.PostAsync(gone, Sample.Good(1.0, time), receipt, CancellationToken.None);
        await connector.Host.PostAsync(stays, Sample.Good(2.0, time), null, CancellationToken.None);
        await runtime.DrainAsync();

        Assert.Equal(2.0, stays.Read().Value);
        Assert.Equal(1, receipt.Count);
        Assert.Equal(1, runtime.Failures);
    }

    private sealed class Receipt : ISampleReceipt
    {
        internal int Count { get; private set; }

        public void Applied() => Count++;

        public void Abandoned() => Count += 100;
    }
}
