using System.Net;
using System.Net.Sockets;
using MQTTnet.Server;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>A broker of our own on the loopback interface, so that the sample needs nothing installed.</summary>
internal sealed class EmbeddedBroker : IAsyncDisposable
{
    private readonly MqttServer _server;

    private EmbeddedBroker(MqttServer server, int port)
    {
        _server = server;
        Address = $"mqtt://127.0.0.1:{port}";
    }

    internal string Address { get; }

    internal static async Task<EmbeddedBroker> StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var server = new MqttServerFactory().CreateMqttServer(new MqttServerOptionsBuilder()
                .WithDefaultEndpoint()
                .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
                .WithDefaultEndpointBoundIPV6Address(IPAddress.None)
                .WithDefaultEndpointPort(port)
                .WithPersistentSessions()
                .WithMaxPendingMessagesPerClient(10_000)
                .Build());
            try
            {
                await server.StartAsync();
                return new EmbeddedBroker(server, port);
            }
            catch (SocketException) when (attempt < 10)
            {
                // Somebody took the port between our asking for a free one and the broker's binding it.
                server.Dispose();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new MqttServerStopOptions());
        _server.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
