using System.Net;
using System.Net.Sockets;
using System.Text;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>A broker in this process on a free port, with a plain client to play the plant.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private MqttServer _server;

    private TestBroker(MqttServer server, int port)
    {
        _server = server;
        Port = port;
    }

    public int Port { get; }

    public string Address => $"mqtt://127.0.0.1:{Port}";

    public MqttServer Server => _server;

    public static async Task<TestBroker> StartAsync(Action<MqttServer>? configure = null)
    {
        // The server cannot choose its port itself; between our asking and its binding another process may take it.
        for (var attempt = 0; ; attempt++)
        {
            var port = TestPort.Free();
            var server = Create(port);
            configure?.Invoke(server);
            try
            {
                await server.StartAsync();
                return new TestBroker(server, port);
            }
            catch (SocketException) when (attempt < 10)
            {
                server.Dispose();
            }
        }
    }

    public async Task StopAsync()
    {
        await _server.StopAsync(new MqttServerStopOptions());
        _server.Dispose();
    }

    public async Task RestartAsync(Action<MqttServer>? configure = null)
    {
        _server = Create(Port);
        configure?.Invoke(_server);
        await _server.StartAsync();
    }

    public Task PublishAsync(string topic, string payload, bool retain = false, int qos = 1) => PublishAsync(topic, Encoding.UTF8.GetBytes(payload), retain, qos);

    public Task PublishAsync(string topic, byte[] payload, bool retain = false, int qos = 1) =>
        _server.InjectApplicationMessage(
            new InjectedMqttApplicationMessage(new MqttApplicationMessageBuilder()
                .WithTopic(topic)
                .WithPayload(payload)
                .WithRetainFlag(retain)
                .WithQualityOfServiceLevel((MqttQualityOfServiceLevel)qos)
                .Build())
            { SenderClientId = "plant" },
            CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_server.IsStarted)
            await _server.StopAsync(new MqttServerStopOptions());
        _server.Dispose();
    }

    private static MqttServer Create(int port) => new MqttServerFactory().CreateMqttServer(new MqttServerOptionsBuilder()
        .WithDefaultEndpoint()
        .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
        .WithDefaultEndpointBoundIPV6Address(IPAddress.None)
        .WithDefaultEndpointPort(port)
        .WithDefaultEndpointReuseAddress()
        .WithPersistentSessions()
        .WithMaxPendingMessagesPerClient(100_000)
        .Build());
}
