using System.Text;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>What a topic may look like (MQTT 5, clause 4.7).</summary>
internal static class TopicNames
{
    /// <summary>What is wrong with a topic that is to be one place, not a pattern; null if nothing is.</summary>
    internal static string? Problem(string topic)
    {
        if (topic.Length == 0)
            return "a topic must not be empty";
        if (topic.AsSpan().ContainsAny('+', '#'))
            return $"topic '{topic}' has a wildcard: then anybody could speak for the twin. Use ReadEach with named tokens, which says whose message it is";
        if (topic.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(topic) > ushort.MaxValue)
            return "a topic must hold no null character and at most 65,535 bytes";
        return topic.StartsWith("$share/", StringComparison.Ordinal) ? $"topic '{topic}': use .Share(group) for shared subscriptions" : null;
    }

    /// <summary>Whether a subscription with single-level wildcards covers a topic.</summary>
    internal static bool Covers(string filter, string topic)
    {
        var levels = filter.Split('/');
        var parts = topic.Split('/');
        return levels.Length == parts.Length && levels.Zip(parts).All(p => p.First == "+" || p.First == p.Second);
    }
}
