using System.Globalization;
using System.Text;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>A place in a JSON document, parsed from the part of JSONPath (RFC 9535) that names one place: <c>$.a.b[0]['x y']</c>.</summary>
internal sealed class JsonPath
{
    internal const int MaxSegments = 16;

    private JsonPath(string text, Segment[] segments)
    {
        Text = text;
        Segments = segments;
    }

    internal string Text { get; }

    internal Segment[] Segments { get; }

    public override string ToString() => Text;

    /// <summary>Parses, or says what is wrong with the text.</summary>
    internal static JsonPath? TryParse(string text, out string problem)
    {
        problem = "";
        if (text.Length == 0 || text[0] != '$')
        {
            problem = $"JSON path '{text}' must begin with $, for instance $.flow or $.values[0].";
            return null;
        }

        var segments = new List<Segment>();
        var at = 1;
        while (at < text.Length)
        {
            var segment = text[at] == '.' ? Name(text, ref at) : text[at] == '[' ? Bracket(text, ref at) : null;
            if (segment is null || segments.Count == MaxSegments)
            {
                problem = segments.Count == MaxSegments
                    ? $"JSON path '{text}' is more than {MaxSegments} levels deep."
                    : $"JSON path '{text}' is not understood at position {at}; use .name, ['name'] and [index] only.";
                return null;
            }

            segments.Add(segment.Value);
        }

        return new JsonPath(text, [.. segments]);
    }

    private static Segment? Name(string text, ref int at)
    {
        var end = at + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-' or '$' or ':' or '@' or '/'))
            end++;
        if (end == at + 1)
            return null;
        var name = text[(at + 1)..end];
        at = end;
        return new Segment(Encoding.UTF8.GetBytes(name), -1);
    }

    private static Segment? Bracket(string text, ref int at)
    {
        if (at + 1 >= text.Length)
            return null;
        var quote = text[at + 1];
        if (quote is '\'' or '"')
        {
            var end = text.IndexOf(quote, at + 2);
            if (end < 0 || end + 1 >= text.Length || text[end + 1] != ']')
                return null;
            var name = text[(at + 2)..end];
            at = end + 2;
            return new Segment(Encoding.UTF8.GetBytes(name), -1);
        }

        var close = text.IndexOf(']', at);
        if (close < 0 || !int.TryParse(text.AsSpan(at + 1, close - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return null;
        at = close + 1;
        return new Segment(null, index);
    }

    /// <summary>One step down: a member's name, or the index of an element.</summary>
    internal readonly record struct Segment(byte[]? Name, int Index);
}
