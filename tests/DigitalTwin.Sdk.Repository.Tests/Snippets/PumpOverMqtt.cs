using DigitalTwin.Sdk.Analytics;
using DigitalTwin.Sdk.Control;
using DigitalTwin.Sdk.Physics;
using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

/// <summary>The whole loop on one screen: what the README shows first.</summary>
internal static class PumpOverMqtt
{
    public static async Task RunAsync(CancellationToken stop)
    {
        // snippet: pump-over-mqtt
        var graph = new TwinGraph();
        var pump  = graph.Add("pump-101");
        var flow  = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var head  = pump.AddProperty("head", Units.Metre);
        var speed = pump.AddSetpoint("speed", Units.RevolutionPerMinute);

        var builder = new TwinRuntimeBuilder(graph);
        builder.AddMqtt("mqtts://broker.plant.example", mqtt => mqtt
            .Read(flow, "p101/flow").Read(head, "p101/head").Write(speed, "p101/speed/set"));
        builder.Clean(flow, raw => raw
            .RejectOutside(0, 400)
            .RejectSpikes(window: 15, sigmas: 4)
            .Resample(every: TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(10)));

        var model = new CentrifugalPump(250 * Units.CubicMetrePerHour, 38 * Units.Metre, 1450 * Units.RevolutionPerMinute);
        var estimate = builder.AddKalman(model, input: speed, observed: [flow, head]);
        var wear = builder.DetectAnomalies(estimate.Residual(head), new Cusum(drift: 0.5, threshold: 5));
        builder.WriteBack(speed, from: wear.Select(a => a.IsActive ? 1200.0 : 1450.0), guard => guard
            .Within(900, 1480).SlewAtMost(50, per: TimeSpan.FromSeconds(1))
            .RequireGood(maxAge: TimeSpan.FromSeconds(5), flow, head).Otherwise(Fallback.HoldLastAccepted));

        await using var runtime = await builder.StartAsync(stop);
        using var log = runtime.Observe(flow).Subscribe(s => Console.WriteLine($"{s.Time:O} {s.Value:F1} {flow.Unit} {s.Quality}"));
        await runtime.Completion;
        // end-snippet
    }
}
