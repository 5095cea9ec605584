namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Resolves the mappings of a topic template against the graph: which twins they fit, and what fits none.</summary>
internal static class MqttTemplates
{
    internal static void Resolve(
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
        filters.Add(template.Filter);
        List<Twin> ofModel = [.. each.ModelId is null ? graph.Twins : graph.OfModel(each.ModelId)];
        List<Twin> fitting = [];
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var twin in ofModel)
        {
            if (!pattern.TryRead(twin.Id, out var values))
                continue;
            fitting.Add(twin);
            var before = readers.Count;
            foreach (var mapping in each.Mappings)
            {
                if (!twin.TryGetProperty(mapping.Property, out var property))
                    continue;
                found.Add(mapping.Property);
                if (mapping.Create(property, template.Format(values), problems) is { } reader)
                    readers.Add(reader);
            }

            if (presence is not null && readers.Count > before)
                presences.Add(new PresenceReader(twin, presence.Format(values), each.PresenceTopic!.Value.Present, each.PresenceTopic.Value.Absent, isTemplated: true));
        }

        if (Unfit(graph, each, ofModel, fitting) is { } unfit)
            problems.Add($"ReadEach '{text}' fits no twin of the graph: {unfit}.");
        else
            problems.AddRange(each.Mappings.Where(m => !found.Contains(m.Property)).Select(m => Unknown(text, m.Property, fitting)));
    }

    /// <summary>Why no twin fits, or null if one does.</summary>
    private static string? Unfit(TwinGraph graph, MqttTwinMappings each, List<Twin> ofModel, List<Twin> fitting)
    {
        if (each.Mappings.Count == 0)
            return "it names no property; add .Json(...) or .Read(...)";
        if (ofModel.Count == 0 && each.ModelId is { } id)
        {
            // Those of which there are twins: a model that the graph knows and nobody follows would fit no twin either.
            var models = graph.Twins.Select(t => t.Model).OfType<TwinModel>().SelectMany(WithBases).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            return $"no twin is of model '{id}'{NearName.Hint(id, models)}. {(models.Count == 0 ? "No twin has a model" : $"There are twins of {NearName.List(models)}")}";
        }

        if (fitting.Count > 0)
            return null;
        return ofModel.Count == 0
            ? "the graph has no twins; add them before the runtime starts"
            : $"none has an identifier like '{each.Pattern}'{(each.ModelId is null ? "" : $" among those of model '{each.ModelId}'")}. There are {NearName.List([.. ofModel.Select(t => t.Id).Order(StringComparer.Ordinal)])}";
    }

    private static string Unknown(string text, string property, List<Twin> fitting)
    {
        var names = fitting.SelectMany(t => t.Properties).Select(p => p.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return $"ReadEach '{text}': none of the {fitting.Count} twins it fits has a property '{property}'{NearName.Hint(property, names)}. There {(names.Count == 0 ? "are none" : $"are {NearName.List(names)}")}.";
    }

    private static IEnumerable<string> WithBases(TwinModel model) => model.Extends.SelectMany(WithBases).Prepend(model.Id);

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
