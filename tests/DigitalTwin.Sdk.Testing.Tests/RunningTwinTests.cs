namespace DigitalTwin.Sdk.Testing.Tests;

/// <summary>The parts together: a plant drives a running twin on virtual time, and a test waits for what the twin should reach.</summary>
public sealed class RunningTwinTests
{
    [Fact]
    public async Task A_twin_follows_the_plant_into_a_blockage()
    {
        var plant = new PumpPlant(seed: 42).Block(from: TimeSpan.FromMinutes(5), until: TimeSpan.FromHours(1), resistance: 10);
        var clock = new VirtualTimeProvider(plant.Now);
        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = clock });
        var flow = graph.Add("pump-101").AddProperty("flow", PumpSignal.Flow.Unit);
        var builder = new TwinRuntimeBuilder(graph).Clean(flow, raw => raw);
        await using var runtime = await builder.StartAsync();
        var blocked = runtime.Observe(flow).ShouldReach(value: 74, tolerance: 8, within: TimeSpan.FromMinutes(10), clock);

        foreach (var reading in plant.Run(TimeSpan.FromMinutes(6), every: TimeSpan.FromSeconds(1)))
        {
            if (reading.Signal != PumpSignal.Flow)
                continue;
            clock.AdvanceTo(plant.Now);
            await runtime.PostAsync(flow, reading.Sample);
        }

        // The flow stays there, so it is seen even if the runtime skips samples under load; the minute only ends a test that hangs.
        var sample = await blocked.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(74, plant.TrueValue(PumpSignal.Flow), 4.0);
        Assert.True(sample.Time > graph.TimeProvider.GetUtcNow() - TimeSpan.FromMinutes(1.1));
        Assert.Equal(10, plant.Truth.Blockage);
    }
}
