using System.Buffers;
using MQTTnet.Packets;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>The receive path: from a packet to samples in lanes. Allocates nothing per message on the way.</summary>
internal sealed class MqttReceiver(MqttSettings settings, MqttRouter router, ConnectorIntake intake) : IMqttReceiver
{
    private readonly LogSampler _unroutableLog = new();
    private readonly LogSampler _sourceLog = new();
    private readonly bool _awaitsReceipts = settings.AckStage != AckStage.Received;
    private long _messages;
    private long _unroutable;
    private long _foreignPresences;

    internal long Unroutable => Interlocked.Read(ref _unroutable);

    /// <summary>Messages of any kind that came.</summary>
    internal long Messages => Interlocked.Read(ref _messages);

    /// <summary>Birth and last-will messages whose source may not speak for the twin.</summary>
    internal long ForeignPresences => Interlocked.Read(ref _foreignPresences);

    public ValueTask ReceiveAsync(MqttPublishPacket packet, PendingAck? ack, bool mayHaveWaited, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _messages);
        var now = intake.Host.TimeProvider.GetUtcNow().UtcTicks;
        if (!router.TryRoute(packet.Topic, out var route))
        {
            Interlocked.Increment(ref _unroutable);
            if (_unroutableLog.ShouldLog(now, out var suppressed))
                MqttLog.Unroutable(intake.Logger, intake.Connector, packet.Topic, suppressed);
            return ValueTask.CompletedTask;
        }

        if (ack is not null)
            ack.Route = route;
        var arrival = new Arrival(now, packet.Retain, mayHaveWaited && !packet.Retain);
        if (route.Presences.Length > 0)
            NotePresence(route, packet, now);
        if (route.Readers.Length == 1)
            return Deliver(route.Readers[0], packet, arrival, ack, cancellationToken);
        return route.Readers.Length == 0 ? ValueTask.CompletedTask : DeliverAllAsync(route, packet, arrival, ack, cancellationToken);
    }

    private async ValueTask DeliverAllAsync(MqttRoute route, MqttPublishPacket packet, Arrival arrival, PendingAck? ack, CancellationToken cancellationToken)
    {
        foreach (var reader in route.Readers)
            await Deliver(reader, packet, arrival, ack, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask Deliver(PayloadReader reader, MqttPublishPacket packet, in Arrival arrival, PendingAck? ack, CancellationToken cancellationToken)
    {
        if (packet.Dup)
            reader.Counters.CountDuplicate();
        if (!IsSource(packet, reader.Property.Twin, arrival.Ticks))
        {
            reader.Counters.CountConsumed();
            reader.Counters.CountFiltered();
            return ValueTask.CompletedTask;
        }

        ISampleReceipt? receipt = null;
        if (ack is not null && _awaitsReceipts)
        {
            ack.Expect();
            receipt = ack;
        }

        var payload = packet.Payload;
        if (payload.Length > settings.MaxPayloadBytes)
            return reader.RefuseAsync(intake, $"the payload exceeds {settings.MaxPayloadBytes} bytes", arrival, receipt, cancellationToken);
        return reader.DeliverAsync(intake, payload.IsSingleSegment ? payload.FirstSpan : payload.ToArray(), arrival, receipt, cancellationToken);
    }

    /// <summary>Whether the message may speak for the twin; what may not is sampled to the log.</summary>
    private bool IsSource(MqttPublishPacket packet, Twin twin, long now)
    {
        if (settings.SourceUserProperty is null || Names(packet, twin))
            return true;
        if (_sourceLog.ShouldLog(now, out var suppressed))
            MqttLog.WrongSource(intake.Logger, intake.Connector, packet.Topic, twin.Id, suppressed);
        return false;
    }

    private bool Names(MqttPublishPacket packet, Twin twin)
    {
        foreach (var property in packet.UserProperties ?? [])
        {
            if (property.Name == settings.SourceUserProperty)
                return property.ReadValueAsString() == twin.Id;
        }

        return false;
    }

    private void NotePresence(MqttRoute route, MqttPublishPacket packet, long now)
    {
        foreach (var presence in route.Presences)
        {
            if (!IsSource(packet, presence.Twin, now))
            {
                Interlocked.Increment(ref _foreignPresences);
                continue;
            }

            var payload = packet.Payload;
            var isPresent = payload.Length > settings.MaxPayloadBytes ? null : presence.Read(payload.IsSingleSegment ? payload.FirstSpan : payload.ToArray());
            if (isPresent is { } told)
                intake.Host.ReportPresence(presence.Twin, told, told ? "its device reports itself present" : "its device, or its last will, reports it gone");
            else if (presence.Sampler.ShouldLog(now, out var suppressed))
                MqttLog.UnknownPresence(intake.Logger, intake.Connector, packet.Topic, presence.Twin.Id, suppressed);
        }
    }
}
