using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Trying the mappings without touching a twin.</summary>
public sealed partial class MqttConnector
{
    private static readonly TimeSpan LongestTrial = TimeSpan.FromHours(1);

    /// <summary>Connects beside the running connection, subscribes, waits for a first message per topic, and says for each mapping whether it can be read. Nothing reaches a twin or the plant.</summary>
    /// <remarks>Uses a client identifier of its own (the given one with <c>-test</c>), so a broker that authorises by client identifier may answer differently.</remarks>
    /// <param name="listenFor">How long to wait for messages; null for 5 s; at most 1 hour. Retained messages come at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The wait is negative or longer than an hour.</exception>
    public async Task<ConnectorReport> TestAsync(TimeSpan? listenFor = null, CancellationToken cancellationToken = default)
    {
        var wait = listenFor ?? TimeSpan.FromSeconds(5);
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero, nameof(listenFor));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wait, LongestTrial, nameof(listenFor));
        if (Problems.Count > 0)
            return Unreachable(string.Join(" ", Problems));
        var time = _settings.TransportClock ?? _graph.TimeProvider;
        var receiver = new MqttTrialReceiver(Plan.Readers.Select(r => r.Address), time, _settings.MaxPayloadBytes);
        var dialler = new MqttDialler(_settings, Plan.Tls, time, isTrial: true);
        try
        {
            var (session, keepAlive) = await dialler.OpenAsync(_settings.EffectiveClientId(time, "-test"), cleanStart: true, receiver, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                session.Start(keepAlive);
                var filters = Plan.Router.Filters(_settings, isTrial: true);
                var codes = filters.Count == 0 ? [] : await session.SubscribeAsync(filters, 0, cancellationToken).ConfigureAwait(false);
                await ListenAsync(receiver, session, wait, cancellationToken).ConfigureAwait(false);
                await session.CloseAsync(CloseLimit).ConfigureAwait(false);
                return new ConnectorReport(Name, true, "", [.. Plan.Readers.Select(r => Judge(r, receiver, filters, codes)), .. Plan.Writers.Values.Select(Judge)]);
            }
        }
        catch (MqttRefusedException e)
        {
            return Unreachable(e.Message);
        }
        catch (TimeoutException)
        {
            return Unreachable("the broker did not answer our subscription in time");
        }
    }

    private static MappingReport Judge(PayloadWriter writer) =>
        new(writer.Property.ToString(), writer.Address, ConnectorAccess.Write, true, null, null, "not tried: only a guarded write may be sent");

    private static MappingReport Judge(PayloadReader reader, MqttTrialReceiver receiver, IReadOnlyList<MqttTopicFilter> filters, IReadOnlyList<MqttSubscribeReasonCode> codes)
    {
        var refused = filters.Zip(codes).FirstOrDefault(p => MqttReasons.IsRefused(p.Second) && TopicNames.Covers(p.First.Topic, reader.Address));
        if (refused.First is not null)
            return Report(false, null, null, $"the broker refuses the subscription: {refused.Second}");
        if (receiver.MessageOf(reader.Address) is not { } message)
            return Report(true, null, null, "nothing came while waiting");
        var (sample, problem) = reader.Preview(message.Payload, message.Arrival);
        return Report(true, sample, sample is not null, problem);

        MappingReport Report(bool isReachable, string? sample, bool? matches, string reason) =>
            new(reader.Property.ToString(), reader.Address, ConnectorAccess.Read, isReachable, sample, matches, reason);
    }

    private async Task ListenAsync(MqttTrialReceiver receiver, MqttSession session, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(receiver.Complete, session.Ended).WaitAsync(wait, (_settings.TransportClock ?? _graph.TimeProvider), cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Some topics stayed silent; the report says which.
        }
    }

    private ConnectorReport Unreachable(string reason) => new(
        Name,
        false,
        reason,
        [.. Plan.Readers.Select(r => new MappingReport(r.Property.ToString(), r.Address, ConnectorAccess.Read, false, null, null, reason)),
         .. Plan.Writers.Values.Select(w => new MappingReport(w.Property.ToString(), w.Address, ConnectorAccess.Write, false, null, null, reason))]);
}
