using System.Security.Cryptography;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Everything a connector was told, resolved against the graph: routes, writers, and what is wrong.</summary>
internal sealed class MqttPlan
{
    private MqttPlan(MqttRouter router, IReadOnlyList<PayloadReader> readers, IReadOnlyList<PayloadWriter> writers, IReadOnlyList<string> problems)
    {
        Router = router;
        Readers = readers;
        Writers = writers.DistinctBy(w => w.Property).ToDictionary(w => w.Property);
        Problems = problems;
        Bindings = [.. readers.Select(r => r.Binding), .. writers.Select(w => w.Binding)];
    }

    internal MqttRouter Router { get; }

    internal IReadOnlyList<PayloadReader> Readers { get; }

    internal IReadOnlyDictionary<Property, PayloadWriter> Writers { get; }

    internal IReadOnlyList<string> Problems { get; }

    internal IReadOnlyCollection<ConnectorBinding> Bindings { get; }

    internal MqttTls? Tls { get; private init; }

    internal static MqttPlan Make(TwinGraph graph, MqttConnectorBuilder builder)
    {
        builder.AddReadBacks();
        List<string> problems = [.. builder.Problems, .. builder.Settings.Validate()];
        List<PayloadReader> templated = [];
        List<PresenceReader> presences = [.. builder.Presences];
        List<string> filters = [];
        foreach (var (text, each) in builder.Templates)
            Resolve(graph, text, each, templated, presences, filters, problems);
        List<PayloadReader> readers = [.. builder.Readers, .. templated];
        var bound = readers.Select(r => r.Property.Twin).Concat(builder.Writers.Select(w => w.Property.Twin)).ToHashSet();
        foreach (var presence in presences.Where(p => !bound.Contains(p.Twin)))
            problems.Add($"Twin '{presence.Twin.Id}': its presence is told on '{presence.Topic}', but this connector neither reads nor writes any of its properties.");
        var read = readers.Select(r => r.Address).ToHashSet(StringComparer.Ordinal);
        foreach (var writer in builder.Writers.Where(w => read.Contains(w.Address)))
            problems.Add($"'{writer.Property}' is written to '{writer.Address}', which is read as well: the twin would take its own command for the plant's answer.");
        if (builder.Settings is { Protocol: MqttProtocol.V311, AllowsWritesWithoutExpiry: false })
            problems.AddRange(builder.Writers.Where(w => !w.TellsExpiry).Select(w => $"'{w.Property}' ({w.Address}) is written: {MqttConnector.NoExpiry}."));
        var router = new MqttRouter(builder.Readers, templated, presences, filters);
        return new MqttPlan(router, readers, builder.Writers, problems) { Tls = LoadTls(builder.Settings, problems) };
    }

    private static MqttTls? LoadTls(MqttSettings settings, List<string> problems)
    {
        if (!settings.UsesTls)
            return null;
        try
        {
            return new MqttTls(settings.Host, settings.TlsFiles);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            problems.Add($"{settings.DisplayName}: its certificates cannot be read: {e.Message}");
            return null;
        }
    }

    private static void Resolve(
        TwinGraph graph,
        string text,
        MqttTwinMappings each,
        List<PayloadReader> readers,
        List<PresenceReader> presences,
        List<string> filters,
        List<string> problems)
    {
        if (TopicTemplate.TryParse(text, out var problem) is not { } template || IdPattern.TryParse(each.Pattern ?? "", template.Tokens, out problem) is not { } pattern)
        {
            problems.Add(each.Pattern is null && problem.StartsWith("''", StringComparison.Ordinal)
                ? $"ReadEach '{text}' does not say whose messages they are; add .Twin(\"{{...}}\")."
                : $"ReadEach '{text}': {problem}.");
            return;
        }

        var presence = Presence(text, each, template, filters, problems);
        var count = 0;
        foreach (var twin in each.ModelId is null ? graph.Twins : graph.OfModel(each.ModelId))
        {
            if (!pattern.TryRead(twin.Id, out var values))
                continue;
            var before = readers.Count;
            foreach (var mapping in each.Mappings)
            {
                if (twin.TryGetProperty(mapping.Property, out var property) && mapping.Create(property, template.Format(values), problems) is { } reader)
                    readers.Add(reader);
            }

            if (readers.Count == before)
                continue;
            count++;
            if (presence is not null)
                presences.Add(new PresenceReader(twin, presence.Format(values), each.PresenceTopic!.Value.Present, each.PresenceTopic.Value.Absent, isTemplated: true));
        }

        filters.Add(template.Filter);
        if (count == 0)
            problems.Add($"ReadEach '{text}' fits no twin of the graph: none has an identifier like '{each.Pattern}' and one of the properties {string.Join(", ", each.Mappings.Select(m => m.Property))}.");
    }

    private static TopicTemplate? Presence(string text, MqttTwinMappings each, TopicTemplate template, List<string> filters, List<string> problems)
    {
        if (each.PresenceTopic is not { } topic)
            return null;
        var presence = TopicTemplate.TryParse(topic.Template, out var problem);
        if (presence is null)
            problems.Add($"ReadEach '{text}', presence: {problem}.");
        else if (!presence.Tokens.SequenceEqual(template.Tokens, StringComparer.Ordinal))
            problems.Add($"ReadEach '{text}': the presence topic '{topic.Template}' must have the same tokens in the same order.");
        else
            filters.Add(presence.Filter);
        return presence is not null && presence.Tokens.SequenceEqual(template.Tokens, StringComparer.Ordinal) ? presence : null;
    }
}
