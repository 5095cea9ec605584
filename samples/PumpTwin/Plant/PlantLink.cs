using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using DigitalTwin.Sdk.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The plant's side of the wire: an MQTT client that keeps each message until the broker has accepted it, whatever happens to the link.</summary>
internal sealed class PlantLink : IPlantLink
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly BrokerLink _link;
    private readonly MqttClientOptions _options;
    private int _connections;
    private int _unreadable;

    private PlantLink(BrokerLink link)
    {
        _link = link;
        _options = Options(link);
        _client.ApplicationMessageReceivedAsync += e =>
        {
            // Copied here: the buffer is the client's.
            if (PlantCommand.Read(e.ApplicationMessage.Payload.ToArray()) is { } command)
                Commands.Enqueue(command);
            else
                Interlocked.Increment(ref _unreadable);
            return Task.CompletedTask;
        };
    }

    public ConcurrentQueue<PlantCommand> Commands { get; } = new();

    public int UnreadableCommands => Volatile.Read(ref _unreadable);

    /// <summary>Messages the broker has accepted.</summary>
    public long Accepted { get; private set; }

    /// <summary>How often a message had to be sent again.</summary>
    internal long Resent { get; private set; }

    public bool IsBroken => !_client.IsConnected;

    public int Interruptions => Math.Max(0, Volatile.Read(ref _connections) - 1);

    internal static async Task<PlantLink> ConnectAsync(BrokerLink link, CancellationToken stop)
    {
        var plant = new PlantLink(link);
        try
        {
            await plant.OpenAsync(stop);
            return plant;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            await plant.DisposeAsync();
            throw new InvalidOperationException($"The plant cannot reach the broker at {link.Address}: {e.Message}", e);
        }
    }

    public Task SendAsync(PumpPlant plant, long sequence, CancellationToken stop) => PublishAsync(TelemetryMessage.Write(plant, sequence), stop);

    /// <summary>Sends a message, again and again if need be, until the broker has accepted it for a subscriber.</summary>
    internal async Task PublishAsync(byte[] payload, CancellationToken stop)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(_link.Telemetry).WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        var since = TimeProvider.System.GetTimestamp();
        while (!await TryPublishAsync(message, stop))
        {
            Resent++;
            if (TimeProvider.System.GetElapsedTime(since) > Patience)
                throw new TimeoutException($"The broker at {_link.Address} has accepted nothing for {Patience.TotalSeconds:0} s.");
            await Task.Delay(Pause, TimeProvider.System, stop);
        }

        Accepted++;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_client.IsConnected)
            {
                await SayAsync("offline");
                await _client.DisconnectAsync();
            }
        }
        catch (Exception)
        {
            // The link is gone; there is nobody to say goodbye to.
        }

        _client.Dispose();
    }

    private async Task<bool> TryPublishAsync(MqttApplicationMessage message, CancellationToken stop)
    {
        try
        {
            if (!_client.IsConnected)
                await OpenAsync(stop);

            // No token here: MQTTnet keeps its own time-out only without one.
            var answer = await _client.PublishAsync(message, CancellationToken.None);
            return answer.ReasonCode == MqttClientPublishReasonCode.Success;
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            // A broken link is what this class is for: the message is still ours and goes out again.
            return false;
        }
    }

    private async Task OpenAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        await _client.ConnectAsync(_options, CancellationToken.None);
        Interlocked.Increment(ref _connections);
        var subscription = new MqttClientSubscribeOptionsBuilder()
            .WithTopicFilter(_link.SpeedSetpoint, MqttQualityOfServiceLevel.AtLeastOnce).Build();
        await _client.SubscribeAsync(subscription, CancellationToken.None);
        await SayAsync("online");
    }

    private Task SayAsync(string state) => _client.PublishAsync(
        new MqttApplicationMessageBuilder()
            .WithTopic(_link.Status).WithPayload(state).WithRetainFlag().WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(),
        CancellationToken.None);

    private static MqttClientOptions Options(BrokerLink link)
    {
        var uri = new Uri(link.Address);
        var options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer(uri.Host, uri.Port > 0 ? uri.Port : link.IsEncrypted ? 8883 : 1883)
            .WithClientId($"pump-101-{Environment.ProcessId}-{TimeProvider.System.GetTimestamp():x}")
            .WithCleanStart(false)
            .WithSessionExpiryInterval(3600)
            .WithTimeout(TimeSpan.FromSeconds(5))
            .WithWillTopic(link.Status).WithWillPayload("offline").WithWillRetain().WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (link.IsEncrypted)
            options.WithTlsOptions(tls => Encrypt(tls, link));
        return options.Build();
    }

    private static void Encrypt(MqttClientTlsOptionsBuilder tls, BrokerLink link)
    {
        tls.UseTls();
        if (link.Ca is { } file)
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPemFile(file);
            tls.WithTrustChain(trusted).WithRevocationMode(X509RevocationMode.NoCheck);
        }

        if (link.Certificate is { } certificate)
            tls.WithClientCertificates([X509Certificate2.CreateFromPemFile(certificate, link.Key)]);
    }
}
