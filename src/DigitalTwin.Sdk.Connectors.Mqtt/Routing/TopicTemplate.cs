namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>A topic with named levels, <c>plant/{line}/{asset}/telemetry</c>: a subscription for all, and the one topic of each twin.</summary>
internal sealed class TopicTemplate
{
    private readonly string[] _levels;

    private TopicTemplate(string text, string[] levels, string[] tokens)
    {
        Text = text;
        _levels = levels;
        Tokens = tokens;
        Filter = string.Join('/', levels.Select(l => IsToken(l) ? "+" : l));
    }

    internal string Text { get; }

    /// <summary>Names in order of their levels, without braces.</summary>
    internal string[] Tokens { get; }

    /// <summary>What to subscribe to.</summary>
    internal string Filter { get; }

    internal static TopicTemplate? TryParse(string text, out string problem)
    {
        problem = TopicNames.Problem(text) ?? "";
        if (problem.Length > 0)
            return null;
        var levels = text.Split('/');
        var tokens = levels.Where(IsToken).Select(l => l[1..^1]).ToArray();
        if (levels.Any(l => !IsToken(l) && l.AsSpan().ContainsAny('{', '}')) || tokens.Any(t => t.Length == 0))
            problem = $"topic '{text}': a token such as {{asset}} must be a whole level";
        else if (tokens.Length == 0)
            problem = $"topic '{text}' has no token such as {{asset}}; use Read for a single topic";
        else if (tokens.Distinct(StringComparer.Ordinal).Count() != tokens.Length)
            problem = $"topic '{text}': a token occurs twice";
        else if (levels[0].StartsWith('$'))
            problem = $"topic '{text}': templates must not begin with $";
        return problem.Length > 0 ? null : new TopicTemplate(text, levels, tokens);
    }

    /// <summary>The topic for these values, in the order of <see cref="Tokens"/>.</summary>
    internal string Format(string[] values)
    {
        var next = 0;
        return string.Join('/', _levels.Select(l => IsToken(l) ? values[next++] : l));
    }

    private static bool IsToken(string level) => level.Length >= 2 && level[0] == '{' && level[^1] == '}';
}
