using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>A plain MQTTnet client that plays a device of the plant.</summary>
internal sealed class PlantClient : IAsyncDisposable
{
    private readonly IMqttClient _client;
    private readonly Channel<MqttApplicationMessage> _messages = Channel.CreateUnbounded<MqttApplicationMessage>();

    private PlantClient(IMqttClient client) => _client = client;

    public static async Task<PlantClient> ConnectAsync(int port, Action<MqttClientOptionsBuilder>? configure = null)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        var plant = new PlantClient(client);
        client.ApplicationMessageReceivedAsync += e =>
        {
            plant._messages.Writer.TryWrite(e.ApplicationMessage);
            return Task.CompletedTask;
        };
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500);
        configure?.Invoke(options);
        var result = await client.ConnectAsync(options.Build());
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        return plant;
    }

    public static async Task<PlantClient> SubscribeAsync(int port, string topic)
    {
        var plant = await ConnectAsync(port);
        await plant._client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter(topic, MqttQualityOfServiceLevel.AtLeastOnce).Build());
        return plant;
    }

    public async Task<MqttApplicationMessage> NextMessageAsync() => await _messages.Reader.ReadAsync().AsTask().WaitAsync(Wait.Limit);

    public async Task<string> NextAsync() => (await NextMessageAsync()).ConvertPayloadToString();

    public Task PublishAsync(string topic, string payload, bool retain = false, int qos = 1, Action<MqttApplicationMessageBuilder>? configure = null)
    {
        var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithRetainFlag(retain).WithQualityOfServiceLevel((MqttQualityOfServiceLevel)qos);
        configure?.Invoke(message);
        return _client.PublishAsync(message.Build());
    }

    /// <summary>Breaks the connection without a goodbye, so that the last will is sent.</summary>
    public void Kill() => _client.Dispose();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions());
        }
        catch (Exception)
        {
            // Gone already.
        }

        _client.Dispose();
    }
}
