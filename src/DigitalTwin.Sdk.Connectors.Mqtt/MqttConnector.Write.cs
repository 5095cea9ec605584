using System.Buffers;
using Microsoft.Extensions.Logging;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Carrying guarded writes out.</summary>
public sealed partial class MqttConnector
{
    internal const string NoExpiry =
        "MQTT 3.1.1 cannot tell the broker when a command expires, so it may reach the plant hours later; put ${expires} into the template, for the plant to judge, or say .AllowWritesWithoutExpiry()";

    private static readonly TimeSpan ShortestExpiry = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    /// <remarks>
    /// One attempt, QoS 1, never repeated by the connector itself: <see cref="WriteStatus.Acknowledged"/> means the broker took it over and,
    /// under MQTT 5, that somebody is subscribed; whether the plant follows is for verification to say. Under MQTT 5 the message expires at
    /// the broker with the command, in whole seconds rounded down, counted from when the broker has received it; with less than one left it is not sent any more. MQTT 3.1.1 cannot do that: see
    /// <see cref="MqttConnectorBuilder.AllowWritesWithoutExpiry"/>. Without a connection a write fails at once; nothing is queued.
    /// </remarks>
    public async ValueTask<WriteOutcome> WriteAsync(GuardedWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (!Plan.Writers.TryGetValue(write.Property, out var writer))
            return new WriteOutcome(WriteStatus.Rejected, $"connector '{Name}' does not write '{write.Property}'");
        var outcome = _host is null
            ? new WriteOutcome(WriteStatus.Failed, $"connector '{Name}' has not been started")
            : await SendAsync(_host, writer, write, cancellationToken).ConfigureAwait(false);
        if (outcome.Status == WriteStatus.Acknowledged)
        {
            writer.Counters.CountPublished();
        }
        else
        {
            writer.Counters.CountPublishFailure();
            if (_logger is not null)
                MqttLog.WriteFailed(_logger, Name, write.Property.ToString(), writer.Address, outcome.Status, outcome.Reason);
        }

        return outcome;
    }

    private async Task<WriteOutcome> SendAsync(IConnectorHost host, PayloadWriter writer, GuardedWrite write, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new WriteOutcome(WriteStatus.NotSent, "given up before it was sent");
        var left = write.ExpiresAt - host.TimeProvider.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return new WriteOutcome(WriteStatus.Expired, $"it expired at {write.ExpiresAt:O} before it could be sent");
        if (_session is not { } session)
            return new WriteOutcome(WriteStatus.NotSent, $"there is no connection to {_settings.Host}:{_settings.Port}");
        if (MayNotSend(writer, left) is { } refusal)
            return refusal;
        var limit = left < _settings.WriteTimeout ? left : _settings.WriteTimeout;
        try
        {
            var answer = await session.PublishAsync(Packet(host, writer, write, left), limit, cancellationToken).ConfigureAwait(false);
            return Outcome(answer);
        }
        catch (MqttRefusedException e)
        {
            return new WriteOutcome(WriteStatus.Failed, e.Message + "; the value may have been sent");
        }
        catch (TimeoutException)
        {
            return new WriteOutcome(WriteStatus.Failed, $"the broker did not confirm within {limit.TotalSeconds:0.#} s; the value may have been sent");
        }
        catch (OperationCanceledException)
        {
            return new WriteOutcome(WriteStatus.Failed, "given up while waiting for confirmation; the value may have been sent");
        }
    }

    /// <summary>A write that the broker could deliver after it expired is not sent, unless the plant itself can tell or the user has allowed it.</summary>
    private WriteOutcome? MayNotSend(PayloadWriter writer, TimeSpan left)
    {
        if (_isV5)
            return left < ShortestExpiry ? new WriteOutcome(WriteStatus.Expired, "less than a second is left, the shortest expiry that MQTT can tell the broker") : null;
        return writer.TellsExpiry || _settings.AllowsWritesWithoutExpiry ? null : new WriteOutcome(WriteStatus.Rejected, NoExpiry);
    }

    private MqttPublishPacket Packet(IConnectorHost host, PayloadWriter writer, GuardedWrite write, TimeSpan left)
    {
        var packet = new MqttPublishPacket
        {
            Topic = writer.Address,
            Payload = new ReadOnlySequence<byte>(writer.Format(write, host)),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        };
        if (_isV5)
        {
            // Whole seconds, rounded down so that no broker delivers it late.
            packet.MessageExpiryInterval = (uint)Math.Min(Math.Floor(left.TotalSeconds), uint.MaxValue);
            packet.CorrelationData = write.CommandId.ToByteArray(bigEndian: true);
        }

        return packet;
    }

    private static WriteOutcome Outcome(MqttPubAckPacket? answer) => answer?.ReasonCode switch
    {
        MqttPubAckReasonCode.Success => WriteOutcome.Acknowledged,
        MqttPubAckReasonCode.NoMatchingSubscribers => new WriteOutcome(WriteStatus.Failed, "nobody is subscribed to the topic, so nobody got the value"),
        MqttPubAckReasonCode.NotAuthorized => new WriteOutcome(WriteStatus.Rejected, "the broker does not authorise us to write to the topic"),
        MqttPubAckReasonCode.TopicNameInvalid or MqttPubAckReasonCode.PayloadFormatInvalid => new WriteOutcome(WriteStatus.Rejected, $"the broker refuses the message: {answer.ReasonCode}"),
        { } code => new WriteOutcome(WriteStatus.Failed, $"the broker did not take the message: {code}"),
        null => new WriteOutcome(WriteStatus.Failed, "the broker's answer was not understood"),
    };
}
