using System.Globalization;
using MQTTnet;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests.Chaos;

/// <summary>The sender: numbered messages, each sent until the broker has confirmed it.</summary>
internal sealed class ChaosPlant(MosquittoPeer peer) : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    /// <summary>Messages that the broker has confirmed; the last one has this number.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>How often one was sent.</summary>
    public long Attempts { get; private set; }

    public static DateTimeOffset TimeOf(long number) => Start.AddMilliseconds(10 * number);

    public async Task SendAsync()
    {
        var number = Acknowledged + 1;
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(ChaosTwinProgram.Topic)
            .WithPayload(string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{number}},"t":"{{TimeOf(number):O}}"}"""))
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        using var limit = new CancellationTokenSource(Wait.Limit);
        for (; !await TrySendAsync(message); limit.Token.ThrowIfCancellationRequested())
            await Task.Yield();
        Acknowledged = number;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> TrySendAsync(MqttApplicationMessage message)
    {
        try
        {
            if (!_client.IsConnected)
                await _client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", peer.Port).WithTimeout(TimeSpan.FromSeconds(5)).Build());
            Attempts++;
            return (await _client.PublishAsync(message)).ReasonCode == MqttClientPublishReasonCode.Success;
        }
        catch (Exception)
        {
            // The broker is away; the message is still ours.
            return false;
        }
    }
}
