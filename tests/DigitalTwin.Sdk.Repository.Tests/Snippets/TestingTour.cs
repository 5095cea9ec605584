using DigitalTwin.Sdk.Connectors;
using DigitalTwin.Sdk.Pipeline;
using DigitalTwin.Sdk.Testing;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class TestingTour
{
    [Fact]
    public async Task A_plant_with_faults_and_a_twin_on_virtual_time()
    {
        // snippet: test-plant
        var clock = new VirtualTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var plant = new PumpPlant(seed: 42)
            .Wear(from: TimeSpan.FromHours(1), to: TimeSpan.FromHours(5), headLoss: 0.10)
            .Spike(PumpSignal.Flow, height: 60, every: TimeSpan.FromMinutes(20));

        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = clock });
        var head = graph.Add("pump-101").AddProperty("head", Units.Metre);
        var builder = new TwinRuntimeBuilder(graph);
        builder.Signal(head);

        await using var runtime = await builder.StartAsync();
        foreach (var reading in plant.Run(TimeSpan.FromHours(6), every: TimeSpan.FromMinutes(1)))
        {
            if (reading.Signal != PumpSignal.Head)
                continue;
            clock.AdvanceTo(plant.Now);
            await runtime.PostAsync(head, reading.Sample);
        }

        await runtime.DrainAsync();
        Console.WriteLine($"true head loss {plant.Truth.HeadDegradation:P0}, head {head.Read().Value:F1} {head.Unit}");
        // end-snippet

        Assert.InRange(plant.Truth.HeadDegradation, 0.09, 0.11);
        Assert.True(head.Read().Quality.IsGood);
    }

    [Fact]
    public async Task Any_signal_with_any_fault_comes_from_a_simulated_connector()
    {
        var clock = new VirtualTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = clock });
        var flow = graph.Add("pump-101").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(graph);

        // snippet: simulated-connector
        var plant = Connector.Simulate("simulated pump", seed: 7, pump => pump
            .Signal(flow, every: TimeSpan.FromSeconds(1), SimulatedSignal.Constant(250)
                .Sine(amplitude: 20, period: TimeSpan.FromMinutes(5))
                .Noise(1.5)
                .Spikes(share: 0.01, size: 80)
                .Freeze(from: TimeSpan.FromMinutes(20), until: TimeSpan.FromMinutes(25))
                .Drop(share: 0.02)
                .Duplicate(share: 0.01)
                .Reorder(share: 0.01, by: TimeSpan.FromSeconds(3)))
            .Disconnect(from: TimeSpan.FromMinutes(10), until: TimeSpan.FromMinutes(12)));
        builder.AddConnector(plant);
        builder.Clean(flow, raw => raw.InOrder(lateness: TimeSpan.FromSeconds(5)).RejectSpikes(window: 15, sigmas: 4));
        // end-snippet

        await using var runtime = await builder.StartAsync();
        while (plant.Counters.Made == 0)
            await Task.Yield();
        clock.AdvanceTo(clock.GetUtcNow().AddMinutes(30));
        while (plant.Counters is { Made: < 1800 } || plant.Counters.Delivered < 1500)
            await Task.Yield();
        await runtime.DrainAsync();
        Assert.True(plant.Counters is { Spikes: > 0, Dropped: > 0, Duplicated: > 0, Reordered: > 0, Lost: > 100 });
        Assert.True(flow.Read() is { Value: > 220 and < 280 } or { Quality.IsGood: false }, $"{flow.Read()}");
    }
}
