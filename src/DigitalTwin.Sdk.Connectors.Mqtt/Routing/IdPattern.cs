using System.Diagnostics.CodeAnalysis;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>How a twin's identifier is made of a topic's tokens: <c>{line}-{asset}</c>. Read backwards, it gives each twin its one topic.</summary>
/// <remarks>
/// Every token must be used, and a token ends at the first occurrence of the text that follows it. So each identifier has one topic
/// and no other topic can speak for it: source enforcement (semantics C11) by construction.
/// </remarks>
internal sealed class IdPattern
{
    private readonly List<(string Before, int Token)> _parts = [];
    private string _tail = "";

    private IdPattern()
    {
    }

    internal static IdPattern? TryParse(string text, string[] tokens, out string problem)
    {
        problem = "";
        var pattern = new IdPattern();
        var unused = tokens.ToHashSet(StringComparer.Ordinal);
        var at = 0;
        while (problem.Length == 0 && Next(text, at) is { } found)
        {
            var name = text[(found.Open + 1)..found.Close];
            var token = Array.IndexOf(tokens, name);
            if (token < 0)
                problem = $"'{text}' names {{{name}}}, which the topic does not have";
            else if (!unused.Remove(name))
                problem = $"'{text}' names {{{name}}} twice";
            else if (found.Open == at && pattern._parts.Count > 0)
                problem = $"'{text}' needs text between its tokens, or identifiers would be ambiguous";
            pattern._parts.Add((text[at..found.Open], token));
            at = found.Close + 1;
        }

        pattern._tail = text[at..];
        if (problem.Length == 0 && unused.Count > 0)
            problem = $"'{text}' leaves out {{{unused.First()}}}, so that any {{{unused.First()}}} could speak for the twin";
        return problem.Length == 0 ? pattern : null;
    }

    /// <summary>The token values that make this identifier; false if it is not of this pattern.</summary>
    internal bool TryRead(string id, [NotNullWhen(true)] out string[]? values)
    {
        values = null;
        var found = new string[_parts.Count];
        if (!id.StartsWith(_parts[0].Before, StringComparison.Ordinal) || !id.EndsWith(_tail, StringComparison.Ordinal))
            return false;
        var at = _parts[0].Before.Length;
        for (var i = 0; i < _parts.Count; i++)
        {
            var end = i == _parts.Count - 1 ? id.Length - _tail.Length : id.IndexOf(_parts[i + 1].Before, at, StringComparison.Ordinal);
            if (end <= at || id.AsSpan(at, end - at).ContainsAny('/', '+', '#'))
                return false;
            found[_parts[i].Token] = id[at..end];
            at = i == _parts.Count - 1 ? end : end + _parts[i + 1].Before.Length;
        }

        values = found;
        return true;
    }

    private static (int Open, int Close)? Next(string text, int at)
    {
        var open = text.IndexOf('{', at);
        var close = open < 0 ? -1 : text.IndexOf('}', open);
        return close < 0 ? null : (open, close);
    }
}
