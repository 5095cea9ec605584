using DigitalTwin.Sdk.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class HostTour
{
    [Fact]
    public void A_host_runs_the_twin()
    {
        var services = new ServiceCollection();

        // snippet: host-add
        services.AddDigitalTwin(twin =>
        {
            var pump = twin.Graph.Add("pump-101");
            var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
            twin.AddMqtt("mqtt://localhost", mqtt => mqtt.Read(flow, "p101/flow"));
        });
        services.AddHealthChecks().AddDigitalTwin();
        // end-snippet

        Assert.Contains(services, s => s.ServiceType == typeof(TwinHost));
    }

    // snippet: host-use
    public sealed class FlowReader(TwinHost host)
    {
        public async Task<Sample<double>> ReadAsync(CancellationToken stop)
        {
            var runtime = await host.GetRuntimeAsync(stop);
            return runtime.Read(runtime.Graph["pump-101"].Property<double>("flow"));
        }
    }

    // end-snippet
}
