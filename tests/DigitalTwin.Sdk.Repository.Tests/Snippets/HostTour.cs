// snippet: host-usings
using DigitalTwin.Sdk;
using DigitalTwin.Sdk.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
// end-snippet

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class HostTour
{
    [Fact]
    public async Task A_host_runs_the_twin()
    {
        // It is composed and checked; then it is told to stop before it is up.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync([]));
    }

    private static async Task RunAsync(string[] args)
    {
        // snippet: host-add
        var app = Host.CreateApplicationBuilder(args);
        app.Services.AddDigitalTwin(twin =>
        {
            var pump = twin.Graph.Add("pump-101");
            var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
            twin.AddMqtt("mqtt://localhost", mqtt => mqtt
                .Read(flow, "p101/flow", from => from.ExpectEvery(TimeSpan.FromSeconds(1))));
        });
        app.Services.AddHealthChecks().AddDigitalTwin();
        await app.Build().RunAsync();
        // end-snippet
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

/// <summary>Stands nearer to the program above than the host's own RunAsync, and does not wait for Ctrl+C.</summary>
file static class StoppedHost
{
    internal static Task RunAsync(this IHost host) => host.RunAsync(new CancellationToken(canceled: true));
}
