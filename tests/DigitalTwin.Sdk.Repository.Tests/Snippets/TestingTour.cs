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
}
