namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

/// <summary>What the tutorial puts into its first program, step by step.</summary>
public class FirstTwinTour
{
    [Fact]
    public async Task A_broker_takes_the_place_of_the_function()
    {
        var graph = new TwinGraph();
        var pump = graph.Add("pump-101");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(graph);

        // snippet: first-mqtt
        builder.AddMqtt("mqtt://localhost", mqtt => mqtt
            .Read(flow, "p101/flow", from => from.ExpectEvery(TimeSpan.FromSeconds(1))));
        // end-snippet

        await using var runtime = await builder.StartAsync();
        Assert.Single(runtime.Connectors);
    }

    [Fact]
    public async Task A_mistake_is_told_before_anything_starts()
    {
        var graph = new TwinGraph();
        var pump = graph.Add("pump-101");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(graph);

        // snippet: first-mistake
        builder.AddMqtt("mqtt://localhost:0", mqtt => mqtt
            .Read(flow, "p101/+", from => from.Unit(Units.Kelvin)));
        // end-snippet

        var error = await Assert.ThrowsAsync<TwinConfigurationException>(() => builder.StartAsync());
        Assert.Equal(3, error.Problems.Count);
    }
}
