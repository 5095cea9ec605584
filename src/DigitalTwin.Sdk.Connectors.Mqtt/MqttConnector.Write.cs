using System.Buffers;
using Microsoft.Extensions.Logging;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Carrying guarded writes out.</summary>
public sealed partial class MqttConnector
{
    /// <inheritdoc/>
    /// <remarks>
    /// One attempt, QoS 1, never repeated by the connector itself: <see cref="WriteStatus.Acknowledged"/> means the broker took it over and,
    /// under MQTT 5, that somebody is subscribed; whether the plant follows is for verification to say. Under MQTT 5 the message expires
    /// with the command at the broker. Without a connection it fails at once; nothing is queued.
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
        var left = write.ExpiresAt - host.TimeProvider.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return new WriteOutcome(WriteStatus.Expired, $"it expired at {write.ExpiresAt:O} before it could be sent");
        if (_session is not { } session)
            return new WriteOutcome(WriteStatus.Failed, $"there is no connection to {_settings.Host}:{_settings.Port}");
        try
        {
            var answer = await session.PublishAsync(Packet(writer, write, left), _settings.WriteTimeout, cancellationToken).ConfigureAwait(false);
            return Outcome(answer);
        }
        catch (MqttRefusedException e)
        {
            return new WriteOutcome(WriteStatus.Failed, e.Message + "; the value may have been sent");
        }
        catch (TimeoutException)
        {
            return new WriteOutcome(WriteStatus.Failed, $"the broker did not confirm within {_settings.WriteTimeout.TotalSeconds:0.#} s; the value may have been sent");
        }
        catch (OperationCanceledException)
        {
            return new WriteOutcome(WriteStatus.Failed, "given up while waiting for confirmation; the value may have been sent");
        }
    }

    private MqttPublishPacket Packet(PayloadWriter writer, GuardedWrite write, TimeSpan left)
    {
        var packet = new MqttPublishPacket
        {
            Topic = writer.Address,
            Payload = new ReadOnlySequence<byte>(writer.Format(write)),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        };
        if (_isV5)
        {
            // Whole seconds, rounded down so that no broker delivers it late; zero would mean "never expires" to some.
            packet.MessageExpiryInterval = (uint)Math.Clamp(Math.Floor(left.TotalSeconds), 1, uint.MaxValue);
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
