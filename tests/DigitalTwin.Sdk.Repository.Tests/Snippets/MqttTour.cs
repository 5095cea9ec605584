using DigitalTwin.Sdk.Connectors;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class MqttTour
{
    [Fact]
    public async Task A_connector_says_all_that_is_wrong_before_it_starts()
    {
        var graph = new TwinGraph();
        var pump = graph.Add("pump-101");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var speed = pump.AddSetpoint("speed", Units.RevolutionPerMinute);
        var builder = new TwinRuntimeBuilder(graph);

        // snippet: mqtt-tour
        builder.AddMqtt("mqtts://broker.plant.example", mqtt => mqtt
            .Tls(ca: "ca.crt", certificate: "twin.crt", key: "twin.key")
            .Read(flow, "p101/telemetry", from => from.JsonPath("$.flow").Unit(Units.LitrePerSecond).Time("$.ts").QualityFrom("$.q"))
            .Write(speed, "p101/speed/set", to => to.Template("""{ "speed": ${value}, "id": "${id}", "at": "${time}" }"""))
            .Presence(pump, "p101/status", present: "online", absent: "offline")
            .AcknowledgeAt(AckStage.Applied));
        // end-snippet

        var error = await Assert.ThrowsAsync<TwinConfigurationException>(() => builder.StartAsync());
        Assert.Contains("ca.crt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_template_serves_many_twins()
    {
        var model = new TwinModel("Pump", m => m.Property("flow", Units.CubicMetrePerHour).Property("head", Units.Metre));
        var graph = new TwinGraph([model]);
        graph.Add("north-101", "Pump");
        var builder = new TwinRuntimeBuilder(graph);

        // snippet: mqtt-each
        builder.AddMqtt("mqtt://localhost", mqtt => mqtt
            .ReadEach("plant/{line}/{asset}/telemetry", each => each
                .Twin("{line}-{asset}").OfModel("Pump")
                .Json("flow", "$.flow", Units.LitrePerSecond).Json("head", "$.head").Time("$.ts")));
        // end-snippet

        await using var runtime = await builder.StartAsync();
        Assert.Single(runtime.Connectors);
    }

    internal static async Task DiagnoseAsync(TwinGraph graph, Property<double> flow)
    {
        // snippet: mqtt-logging
        using var logging = LoggerFactory.Create(log => log.AddSimpleConsole(line => line.SingleLine = true));
        var builder = new TwinRuntimeBuilder(graph) { LoggerFactory = logging };
        // end-snippet

        // snippet: mqtt-trial
        builder.AddMqtt("mqtt://localhost", mqtt => mqtt.Read(flow, "p101/flow"), out var connector);
        Console.WriteLine(await connector.TestAsync(listenFor: TimeSpan.FromSeconds(10)));
        // end-snippet

        await using var runtime = await builder.StartAsync();

        // snippet: mqtt-status
        foreach (var link in runtime.Connectors)
            Console.WriteLine($"{link.Connector}: {link.State} since {link.Since:T} {link.Reason}; {link.Counters.Messages} messages, {link.Counters.BadPayloads} bad");
        foreach (var mapping in connector.Mappings)
            Console.WriteLine($"{mapping.Property} ({mapping.Address}): {mapping.Consumed} came, {mapping.Failed} unreadable, {mapping.Filtered} left out");
        // end-snippet
    }
}
