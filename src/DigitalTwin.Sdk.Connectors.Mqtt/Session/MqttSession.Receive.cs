using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>The three loops of a session: receiving, acknowledging, keeping alive.</summary>
internal sealed partial class MqttSession
{
    private async Task ReceiveAsync()
    {
        try
        {
            while (!_closing.IsCancellationRequested)
            {
                var packet = await _client.ReceiveAsync(_closing.Token).ConfigureAwait(false);
                if (packet is null)
                {
                    End(new MqttRefusedException("the broker closed the connection"));
                    return;
                }

                Interlocked.Increment(ref _packets);
                if (packet is MqttPublishPacket publish)
                    await TakeAsync(publish).ConfigureAwait(false);
                else
                    await AnswerAsync(packet).ConfigureAwait(false);
            }
        }
        catch (MqttRefusedException e)
        {
            End(e);
        }
        catch (Exception e)
        {
            End(new MqttRefusedException("the connection broke: " + e.GetBaseException().Message, inner: e));
        }
    }

    private async ValueTask TakeAsync(MqttPublishPacket packet)
    {
        // Not acknowledged while draining, so that the broker delivers it again next time.
        if (_isDraining)
            return;
        Interlocked.Increment(ref _messages);
        if (packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce)
        {
            await DeliverAsync(packet, null).ConfigureAwait(false);
            return;
        }

        var isExactlyOnce = packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce;
        if (isExactlyOnce && IsReleased(packet.PacketIdentifier))
        {
            await SendAsync(new MqttPubRecPacket { PacketIdentifier = packet.PacketIdentifier }).ConfigureAwait(false);
            return;
        }

        var ack = _pool.TryDequeue(out var pooled) ? pooled : new PendingAck();
        ack.Begin(packet.PacketIdentifier, isExactlyOnce);
        Interlocked.Increment(ref _unacknowledged);
        if (!_acks.Writer.TryWrite(ack) && !await WaitForRoomAsync(ack).ConfigureAwait(false))
            return;

        var isDelivered = false;
        try
        {
            await DeliverAsync(packet, ack).ConfigureAwait(false);
            isDelivered = true;
        }
        finally
        {
            // What was not handed on is not acknowledged, so that the broker delivers it again; but nobody may wait for it for ever.
            if (isDelivered)
                ack.Applied();
            else
                ack.Abandoned();
        }
    }

    /// <summary>
    /// Waits until an earlier message has been acknowledged. Brokers do not keep to our Receive Maximum while we acknowledge (mosquitto 2.0.11 had 61,776 messages on
    /// their way instead of 4,096), and MQTT 3.1.1 knows none; so what is beyond is left to TCP.
    /// </summary>
    private async ValueTask<bool> WaitForRoomAsync(PendingAck ack)
    {
        _isDelivering = true;
        try
        {
            await _acks.Writer.WriteAsync(ack, _closing.Token).ConfigureAwait(false);
            return true;
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            return false;
        }
        finally
        {
            _isDelivering = false;
        }
    }

    private async ValueTask DeliverAsync(MqttPublishPacket packet, PendingAck? ack)
    {
        var delivery = _receiver.ReceiveAsync(packet, ack, MayHaveWaited(packet), _closing.Token);
        if (delivery.IsCompletedSuccessfully)
            return;
        _isDelivering = true;
        try
        {
            await delivery.ConfigureAwait(false);
        }
        finally
        {
            _isDelivering = false;
        }
    }

    private async ValueTask AnswerAsync(MqttPacket packet)
    {
        switch (packet)
        {
            case MqttPubAckPacket or MqttSubAckPacket:
                if (_requests.TryRemove(((MqttPacketWithIdentifier)packet).PacketIdentifier, out var request))
                    request.TrySetResult(packet);
                break;
            case MqttPubRelPacket release:
                Forget(release.PacketIdentifier);
                await SendAsync(new MqttPubCompPacket { PacketIdentifier = release.PacketIdentifier }).ConfigureAwait(false);
                break;
            case MqttDisconnectPacket disconnect:
                throw MqttReasons.Disconnected(disconnect);
            case MqttPingRespPacket:
                NotePong();
                break;
            default:
                // Counts as a sign of life; nothing else is expected.
                break;
        }
    }

    private async Task AcknowledgeAsync()
    {
        try
        {
            await foreach (var ack in _acks.Reader.ReadAllAsync(_closing.Token).ConfigureAwait(false))
            {
                var completion = ack.Completion;
                var isApplied = completion.IsCompleted
                    ? await completion.ConfigureAwait(false)
                    : await completion.AsTask().WaitAsync(_closing.Token).ConfigureAwait(false);
                if (isApplied)
                    await AcknowledgeAsync(ack).ConfigureAwait(false);
                Interlocked.Decrement(ref _unacknowledged);
                ack.Route = null;
                _pool.Enqueue(ack);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed: what is not acknowledged is delivered again.
        }
        catch (MqttRefusedException)
        {
            // The connection broke; the receive loop notices too.
        }
    }

    private Task AcknowledgeAsync(PendingAck ack)
    {
        ack.Route?.CountAcknowledged();
        if (!ack.IsExactlyOnce)
            return SendAsync(new MqttPubAckPacket { PacketIdentifier = ack.PacketId });
        lock (_released)
            _released.Add(ack.PacketId);
        return SendAsync(new MqttPubRecPacket { PacketIdentifier = ack.PacketId });
    }

    private bool IsReleased(ushort id)
    {
        lock (_released)
            return _released.Contains(id);
    }

    private void Forget(ushort id)
    {
        lock (_released)
            _released.Remove(id);
    }

    /// <summary>Pings twice per keep-alive period. If a whole period brings no packet at all, the link is dead, unless it is we who do not read.</summary>
    private async Task PingAsync(TimeSpan keepAlive)
    {
        using var timer = new PeriodicTimer(keepAlive / 2, _time);
        var last = Interlocked.Read(ref _packets);
        var silent = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false))
            {
                var now = Interlocked.Read(ref _packets);
                silent = now == last && !_isDelivering ? silent + 1 : 0;
                last = now;
                if (silent > 2)
                {
                    End(new MqttRefusedException($"the broker has not answered for {keepAlive.TotalSeconds:0} s"));
                    return;
                }

                Interlocked.Increment(ref _pings);
                try
                {
                    await SendAsync(new MqttPingReqPacket()).WaitAsync(keepAlive, _time, _closing.Token).ConfigureAwait(false);
                }
                catch (TimeoutException)
                {
                    End(new MqttRefusedException($"the broker has taken nothing in for {keepAlive.TotalSeconds:0} s"));
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or MqttRefusedException)
        {
            // Closed, or the connection broke and has been ended.
        }
    }
}
