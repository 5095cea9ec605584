using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>From a topic to its mappings: one dictionary look-up per message. Fixed before the start.</summary>
internal sealed class MqttRouter
{
    private readonly FrozenDictionary<string, MqttRoute> _routes;
    private readonly string[] _filters;

    /// <param name="readers">Mappings of single topics.</param>
    /// <param name="templated">Mappings whose topics one of the templates' filters covers.</param>
    /// <param name="presences">Birth and last-will mappings.</param>
    /// <param name="templateFilters">Subscriptions of the templates.</param>
    internal MqttRouter(IReadOnlyList<PayloadReader> readers, IReadOnlyList<PayloadReader> templated, IReadOnlyList<PresenceReader> presences, IEnumerable<string> templateFilters)
    {
        var byTopic = readers.Concat(templated).ToLookup(r => r.Address, StringComparer.Ordinal);
        var presenceByTopic = presences.ToLookup(p => p.Topic, StringComparer.Ordinal);
        _routes = byTopic.Select(g => g.Key)
            .Union(presenceByTopic.Select(g => g.Key), StringComparer.Ordinal)
            .ToFrozenDictionary(t => t, t => new MqttRoute([.. byTopic[t]], [.. presenceByTopic[t]]), StringComparer.Ordinal);
        _filters = [.. readers.Select(r => r.Address).Concat(presences.Where(p => !p.IsTemplated).Select(p => p.Topic)).Concat(templateFilters).Distinct(StringComparer.Ordinal)];
    }

    internal IEnumerable<MqttRoute> Routes => _routes.Values;

    /// <summary>What to subscribe to.</summary>
    /// <param name="settings">What the user said.</param>
    /// <param name="isTrial">Whether nobody else's messages may be taken away.</param>
    /// <param name="isRepetition">Whether the broker should have these subscriptions already; it then need not send what it retains again.</param>
    internal IReadOnlyList<MqttTopicFilter> Filters(MqttSettings settings, bool isTrial = false, bool isRepetition = false)
    {
        var share = settings.ShareGroup is null || isTrial ? "" : $"$share/{settings.ShareGroup}/";
        return [.. _filters.Select(filter => new MqttTopicFilter
        {
            Topic = share + filter,
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)settings.QualityOfService,
            RetainHandling = isRepetition ? MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly : MqttRetainHandling.SendAtSubscribe,
        })];
    }

    /// <summary>The mappings of a topic; false if nobody asked for it, or if it speaks for a twin that was not there at the start.</summary>
    internal bool TryRoute(string topic, [NotNullWhen(true)] out MqttRoute? route) => _routes.TryGetValue(topic, out route);
}
