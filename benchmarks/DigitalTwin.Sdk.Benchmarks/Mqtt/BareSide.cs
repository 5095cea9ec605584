using System.Buffers;
using MQTTnet;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>The peer: MQTTnet's client with a handler that counts, and reads the moment of sending only where latency is measured.</summary>
internal sealed class BareSide : IMqttSide
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Arrivals _arrivals;

    private BareSide(Arrivals arrivals)
    {
        _arrivals = arrivals;
        _client.ApplicationMessageReceivedAsync += Receive;
    }

    internal static string PeerName { get; } = $"MQTTnet {typeof(IMqttClient).Assembly.GetName().Version?.ToString(3)} subscriber";

    public string Name => PeerName;

    public string State => _client.IsConnected ? "connected" : "disconnected";

    internal static async Task<IMqttSide> ConnectAsync(int port, int qos, Arrivals arrivals)
    {
        var side = new BareSide(arrivals);
        await side._client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).Build());
        await side._client.SubscribeAsync(MqttWork.Filter, (MqttQualityOfServiceLevel)qos);
        return side;
    }

    public void Check(int messages)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync();
        _client.Dispose();
    }

    private Task Receive(MqttApplicationMessageReceivedEventArgs e)
    {
        _arrivals.Add(_arrivals.MeasuresAge ? MqttWork.ReadPayload(e.ApplicationMessage.Payload.FirstSpan) : 0);
        return Task.CompletedTask;
    }
}
