using System.Collections.Concurrent;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.LowLevelClient;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>
/// One connection to a broker, from CONNACK to its end. Reads a packet only when the one before has been handed on, so that a full lane
/// slows the broker down by TCP instead of filling memory; acknowledges in the order of receipt, each message once its samples came home.
/// </summary>
/// <remarks>Built on MQTTnet's packet layer, not on its client: that one queues received messages without a bound.</remarks>
internal sealed partial class MqttSession : IAsyncDisposable
{
    internal const ushort ReceiveMaximum = 4096;

    // So many time-outs long the broker may first send what waited for us. What it has sent by then is acknowledged, so that another connection goes on from there.
    private const int MostWaits = 100;
    private readonly ILowLevelMqttClient _client;
    private readonly MqttSettings _settings;
    private readonly TimeProvider _time;
    private readonly IMqttReceiver _receiver;
    private readonly HashSet<ushort> _released;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<MqttRefusedException> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<ushort, TaskCompletionSource<MqttPacket>> _requests = new();
    private readonly Channel<PendingAck> _acks = Channel.CreateBounded<PendingAck>(new BoundedChannelOptions(ReceiveMaximum) { SingleReader = true, SingleWriter = true });
    private readonly ConcurrentQueue<PendingAck> _pool = new();
    private readonly bool _isV5;
    private Task _receiving = Task.CompletedTask;
    private Task _acknowledging = Task.CompletedTask;
    private Task _pinging = Task.CompletedTask;
    private long _packets;
    private int _packetId;
    private volatile bool _isDelivering;
    private volatile bool _isDraining;

    /// <param name="client">Connected, after a positive CONNACK.</param>
    /// <param name="settings">What the user said.</param>
    /// <param name="isV5">Whether MQTT 5 is spoken.</param>
    /// <param name="answer">The CONNACK.</param>
    /// <param name="received">QoS 2 packets that were received in this session and not yet released; outlives connections.</param>
    /// <param name="receiver">Where messages go.</param>
    /// <param name="time">The clock.</param>
    internal MqttSession(ILowLevelMqttClient client, MqttSettings settings, bool isV5, MqttConnAckPacket answer, HashSet<ushort> received, IMqttReceiver receiver, TimeProvider time)
    {
        _client = client;
        _settings = settings;
        _isV5 = isV5;
        IsSessionPresent = answer.IsSessionPresent;
        _mayHoldBacklog = answer.IsSessionPresent || settings.ShareGroup is not null;
        _knowsIdentifiers = isV5 && answer.SubscriptionIdentifiersAvailable && settings.ShareGroup is null;
        _released = received;
        _receiver = receiver;
        _time = time;
        if (!IsSessionPresent)
            received.Clear();
    }

    internal bool IsSessionPresent { get; }

    /// <summary>Whether the broker was asked to keep the session while we are away.</summary>
    internal bool WasToBeKept => _settings.KeepsSession && (_isV5 || _settings.ClientId is not null);

    internal long ReceivedPackets => Interlocked.Read(ref _packets);

    /// <summary>Ends with the connection, and says why.</summary>
    internal Task<MqttRefusedException> Ended => _ended.Task;

    internal void Start(TimeSpan keepAlive)
    {
        _receiving = Task.Run(() => GuardAsync(ReceiveAsync));
        _acknowledging = Task.Run(() => GuardAsync(AcknowledgeAsync));
        _pinging = Task.Run(() => GuardAsync(() => PingAsync(keepAlive)));
        if (_mayHoldBacklog && !_knowsIdentifiers)
            _probing = Task.Run(() => GuardAsync(ProbeAsync));
    }

    /// <summary>Subscribes, and gives the broker's answer for each topic.</summary>
    /// <param name="filters">What to.</param>
    /// <param name="identifier">A subscription identifier that this session has never had; 0 for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<IReadOnlyList<MqttSubscribeReasonCode>> SubscribeAsync(IReadOnlyList<MqttTopicFilter> filters, uint identifier, CancellationToken cancellationToken)
    {
        // Before it is sent: the first message under the new identifier may overtake the broker's answer.
        _newsIdentifier = identifier;
        var codes = new List<MqttSubscribeReasonCode>(filters.Count);
        foreach (var chunk in filters.Chunk(256))
        {
            var packet = new MqttSubscribePacket { PacketIdentifier = NextId(), TopicFilters = [.. chunk], SubscriptionIdentifier = identifier };
            var answer = await RequestAsync(packet, _settings.Timeout, isBehindBacklog: true, cancellationToken).ConfigureAwait(false) as MqttSubAckPacket;
            for (var i = 0; i < chunk.Length; i++)
                codes.Add(answer is { } a && i < a.ReasonCodes.Count ? a.ReasonCodes[i] : MqttSubscribeReasonCode.UnspecifiedError);
        }

        return codes;
    }

    /// <summary>Publishes with QoS 1 and waits for the broker's confirmation.</summary>
    /// <remarks>
    /// Without an answer in time, or until the caller gives up, the connection is ended, and what the system still holds back of it is thrown away: on a stalled link the value would
    /// otherwise reach the plant when the link goes on, however old it is by then.
    /// </remarks>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    /// <exception cref="MqttRefusedException">The connection ended.</exception>
    internal async Task<MqttPubAckPacket?> PublishAsync(MqttPublishPacket packet, TimeSpan timeout, CancellationToken cancellationToken)
    {
        packet.PacketIdentifier = NextId();
        try
        {
            return await RequestAsync(packet, timeout, isBehindBacklog: false, cancellationToken).ConfigureAwait(false) as MqttPubAckPacket;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            End(new MqttRefusedException(e is TimeoutException ? "a write was not confirmed in time" : "a write was given up before it was confirmed"));
            throw;
        }
    }

    /// <summary>Takes no more messages, waits a while for those under way to be acknowledged, and says goodbye.</summary>
    internal async Task CloseAsync(TimeSpan limit)
    {
        _isDraining = true;
        _acks.Writer.TryComplete();
        try
        {
            await _acknowledging.WaitAsync(limit, _time).ConfigureAwait(false);
            using var timeout = new CancellationTokenSource(limit, _time);

            // A name made for this process will not come back, so neither need its session stay. Zero would be left out by MQTTnet.
            var goodbye = new MqttDisconnectPacket { SessionExpiryInterval = _isV5 && _settings is { ClientId: null, KeepsSession: true } ? 1u : 0u };
            await _client.SendAsync(goodbye, timeout.Token).ConfigureAwait(false);

            // The broker hangs up once it has read everything. If we did first, while a read is pending, the system would reset the
            // connection, and acknowledgements that the broker has not read yet would be lost.
            await _ended.Task.WaitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The link is gone or the lanes are stuck: what is not acknowledged is delivered again.
        }
    }

    public async ValueTask DisposeAsync()
    {
        End(new MqttRefusedException("closed"));
        await _closing.CancelAsync().ConfigureAwait(false);
        _acks.Writer.TryComplete();
        _client.Dispose();
        await Task.WhenAll(_receiving, _acknowledging, _pinging, _probing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    /// <summary>A loop that fails as it should not ends the connection: it is opened anew, and nobody waits for what will never come.</summary>
    private async Task GuardAsync(Func<Task> loop)
    {
        try
        {
            await loop().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            End(new MqttRefusedException("unexpected failure: " + e.Message, inner: e));
        }
    }

    private void End(MqttRefusedException why)
    {
        _ended.TrySetResult(why);
        foreach (var id in _requests.Keys)
        {
            if (_requests.TryRemove(id, out var request))
                request.TrySetException(why);
        }
    }

    private ushort NextId()
    {
        while (true)
        {
            var id = (ushort)Interlocked.Increment(ref _packetId);
            if (id != 0 && !_requests.ContainsKey(id))
                return id;
        }
    }

    private async Task<MqttPacket> RequestAsync(MqttPacketWithIdentifier packet, TimeSpan timeout, bool isBehindBacklog, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<MqttPacket>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests[packet.PacketIdentifier] = answer;
        try
        {
            if (_ended.Task.IsCompleted)
                throw await _ended.Task.ConfigureAwait(false);
            await SendAsync(packet).WaitAsync(timeout, _time, cancellationToken).ConfigureAwait(false);
            for (var waits = 1; ; waits++)
            {
                var before = Interlocked.Read(ref _messages);
                try
                {
                    return await answer.Task.WaitAsync(timeout, _time, cancellationToken).ConfigureAwait(false);
                }
                catch (TimeoutException) when (isBehindBacklog && waits < MostWaits && (_isDelivering || Interlocked.Read(ref _messages) != before))
                {
                    // The broker sends what waited for us first, or waits until we have taken it.
                }
            }
        }
        finally
        {
            _requests.TryRemove(packet.PacketIdentifier, out _);
        }
    }

    // A packet half sent would end the connection, so the caller's token only ends the waiting for the answer.
    private async Task SendAsync(MqttPacket packet)
    {
        try
        {
            await _client.SendAsync(packet, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var why = new MqttRefusedException("the connection broke while sending: " + e.GetBaseException().Message, inner: e);
            End(why);
            throw why;
        }
    }
}
