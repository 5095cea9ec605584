using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.LowLevelClient;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Opens connections: TCP, TLS, CONNECT, and the fall-back from MQTT 5 to 3.1.1.</summary>
internal sealed class MqttDialler(MqttSettings settings, MqttTls? tls, TimeProvider time, bool isTrial = false)
{
    private readonly HashSet<ushort> _received = [];
    private bool _knowsV5;
    private bool _speaksV311;
    private bool _isV311 = settings.Protocol == MqttProtocol.V311;

    /// <summary>Whether the last connection speaks MQTT 5.</summary>
    internal bool IsV5 => !_isV311 && !_speaksV311;

    /// <summary>Connects. The session is not started yet.</summary>
    /// <param name="clientId">Client identifier.</param>
    /// <param name="cleanStart">Whether the broker is to forget an earlier session.</param>
    /// <param name="receiver">Where messages go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MqttRefusedException">It did not work; says why.</exception>
    internal async Task<(MqttSession Session, TimeSpan KeepAlive)> OpenAsync(string clientId, bool cleanStart, IMqttReceiver receiver, CancellationToken cancellationToken)
    {
        if (_isV311)
            return await OpenAsync(clientId, cleanStart, receiver, isV5: false, cancellationToken).ConfigureAwait(false);
        try
        {
            var opened = await OpenAsync(clientId, cleanStart, receiver, isV5: true, cancellationToken).ConfigureAwait(false);
            (_knowsV5, _speaksV311) = (true, false);
            return opened;
        }
        catch (MqttRefusedException e) when (e.MayBeVersion && !_knowsV5)
        {
            var opened = await OpenAsync(clientId, cleanStart, receiver, isV5: false, cancellationToken).ConfigureAwait(false);

            // Remembered only if the broker said so. Where it just hung up, as one that is starting does, MQTT 5 is tried again with the next connection.
            (_isV311, _speaksV311) = (e.IsVersionRefused, true);
            return opened;
        }
    }

    private async Task<(MqttSession Session, TimeSpan KeepAlive)> OpenAsync(string clientId, bool cleanStart, IMqttReceiver receiver, bool isV5, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var client = new MqttClientFactory().CreateLowLevelMqttClient();
        var isOpen = false;
        try
        {
            await DialAsync(client, isV5, linked.Token).ConfigureAwait(false);
            var answer = await IntroduceAsync(client, clientId, cleanStart, isV5, linked.Token).ConfigureAwait(false);
            var keepAlive = isV5 && answer.ServerKeepAlive > 0 ? TimeSpan.FromSeconds(answer.ServerKeepAlive) : settings.KeepAlive;
            var session = new MqttSession(client, settings, isV5, answer, _received, receiver, time);
            isOpen = true;
            return (session, keepAlive);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (timeout.IsCancellationRequested)
        {
            throw new MqttRefusedException($"{settings.Host}:{settings.Port} did not answer within {settings.Timeout.TotalSeconds:0.#} s{settings.PortHint}");
        }
        finally
        {
            if (!isOpen)
                client.Dispose();
        }
    }

    private async Task DialAsync(ILowLevelMqttClient client, bool isV5, CancellationToken cancellationToken)
    {
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(settings.Host, settings.Port)
            .WithProtocolVersion(isV5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311)
            .WithTimeout(settings.Timeout);
        options = tls is null ? options.WithStreamProvider(new ReadAheadLink()) : options.WithTlsOptions(tls.ToOptions());
        try
        {
            await client.ConnectAsync(options.Build(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw MqttReasons.Unreachable(e, settings, tls);
        }
    }

    private async Task<MqttConnAckPacket> IntroduceAsync(ILowLevelMqttClient client, string clientId, bool cleanStart, bool isV5, CancellationToken cancellationToken)
    {
        MqttPacket? packet;
        try
        {
            await client.SendAsync(Connect(clientId, cleanStart, isV5), cancellationToken).ConfigureAwait(false);
            packet = await client.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw MqttReasons.Unanswered(e, settings, tls, isV5);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (packet is not MqttConnAckPacket answer)
            throw MqttReasons.Unanswered(null, settings, tls, isV5);
        return MqttReasons.Refused(answer, isV5) is { } refusal ? throw refusal : answer;
    }

    private MqttConnectPacket Connect(string clientId, bool cleanStart, bool isV5)
    {
        var packet = new MqttConnectPacket
        {
            ClientId = clientId,

            // Not asked for merely because no session can be there yet: some brokers do not write a session down that began clean. Under 3.1.1 a
            // session of a name made for this process would stay at the broker for ever.
            CleanSession = cleanStart || (!isV5 && settings.ClientId is null),
            KeepAlivePeriod = (ushort)settings.KeepAlive.TotalSeconds,
            Username = settings.User,
            Password = settings.Password is null ? null : Encoding.UTF8.GetBytes(settings.Password),
        };
        if (isV5)
        {
            packet.SessionExpiryInterval = settings.KeepsSession && !isTrial ? (uint)Math.Min(uint.MaxValue, Math.Ceiling(settings.SessionExpiry.TotalSeconds)) : 0;
            packet.ReceiveMaximum = MqttSession.ReceiveMaximum;
            packet.RequestProblemInformation = true;

            // A little above our own limit, so that what is slightly too big is counted here and what is far too big stays with the broker.
            packet.MaximumPacketSize = (uint)Math.Min(268_435_455L, (4L * settings.MaxPayloadBytes) + 65_536);
        }

        return packet;
    }
}
