// snippet: pump-usings
using DigitalTwin.Sdk;
using DigitalTwin.Sdk.Analytics;
using DigitalTwin.Sdk.Control;
using DigitalTwin.Sdk.Physics;
using DigitalTwin.Sdk.Pipeline;
// end-snippet
using DigitalTwin.Sdk.Connectors.Mqtt;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

/// <summary>The whole loop on one screen: what the README shows first.</summary>
public class PumpOverMqtt
{
    internal static async Task RunAsync()
    {
        // snippet: pump-over-mqtt
        var graph = new TwinGraph();
        var pump  = graph.Add("pump-101");
        var flow  = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var head  = pump.AddProperty("head", Units.Metre);
        var speed = pump.AddSetpoint("speed", Units.RevolutionPerMinute);

        var second = TimeSpan.FromSeconds(1);
        var builder = new TwinRuntimeBuilder(graph);
        builder.AddMqtt("mqtts://broker.plant.example", mqtt => mqtt
            .Read(flow, "p101/flow", from => from.ExpectEvery(second)).Read(head, "p101/head", from => from.ExpectEvery(second))
            .Write(speed, "p101/speed/set"));
        builder.Clean(flow, raw => raw
            .RejectOutside(0, 400)
            .RejectSpikes(window: 15, sigmas: 4)
            .Resample(every: second, maxGap: 10 * second));

        var model = new CentrifugalPump(250 * Units.CubicMetrePerHour, 38 * Units.Metre, 1450 * Units.RevolutionPerMinute);
        var estimate = builder.AddKalman(model, input: speed, observed: [flow, head]);
        var wear = builder.DetectAnomalies(estimate.Residual(head), new Cusum(drift: 0.5, threshold: 5));
        builder.WriteBack(speed, from: wear.Select(a => a.IsActive ? 1200.0 : 1450.0), guard => guard
            .Within(900, 1480).SlewAtMost(50, per: second)
            .RequireGood(maxAge: 5 * second, flow, head).Otherwise(Fallback.HoldLastAccepted));

        await using var runtime = await builder.StartAsync();
        using var log = runtime.Observe(flow).Subscribe(s => Console.WriteLine($"{s.Time:O} {s.Value:F1} {flow.Unit} {s.Quality}"));
        Console.WriteLine("Enter stops.");
        Console.ReadLine();
        // end-snippet
    }

    [Fact]
    public async Task The_first_program_is_wired_soundly_and_states_how_often_each_input_speaks()
    {
        // It starts, so its wiring is sound; nobody is there to press Enter, so it ends at once. Its broker is nobody on this machine.
        MqttNoted.Connectors.Value = [];
        var before = Console.In;
        Console.SetIn(TextReader.Null);
        try
        {
            await RunAsync();
        }
        finally
        {
            Console.SetIn(before);
        }

        var inputs = Assert.Single(MqttNoted.Connectors.Value).Bindings.Where(b => b.Property.Name is "flow" or "head").ToList();

        Assert.Equal(2, inputs.Count);
        Assert.All(inputs, b => Assert.Equal(TimeSpan.FromSeconds(1), b.ExpectedPeriod));
    }
}

/// <summary>Stands nearer to the program above than the SDK's own AddMqtt, and notes what that made.</summary>
file static class MqttNoted
{
    internal static AsyncLocal<List<MqttConnector>> Connectors { get; } = new();

    internal static TwinRuntimeBuilder AddMqtt(this TwinRuntimeBuilder builder, string broker, Action<MqttConnectorBuilder> configure)
    {
        MqttRuntimeBuilderExtensions.AddMqtt(builder, broker.Replace("broker.plant.example", "localhost:1", StringComparison.Ordinal), configure, out var connector);
        Connectors.Value?.Add(connector);
        return builder;
    }
}
