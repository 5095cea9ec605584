using System.Globalization;
using System.Text.Json;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>The members of one JSON object, each read once; what is wrong with them is noted with its place.</summary>
internal sealed class TagMembers
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly ICollection<string> _problems;
    private readonly string _where;

    internal TagMembers(string where, JsonElement element, ICollection<string> problems)
    {
        (_where, _problems) = (where, problems);
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{where}: it is no JSON object.");
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, member.Value))
                Fault(member.Name, "stands there twice");
        }
    }

    /// <summary>Whose they are, to be put behind the place.</summary>
    internal string Name { get; set; } = "";

    internal string Where => _where + Name;

    internal bool Has(string name) => _members.ContainsKey(name);

    internal void Fault(string name, string problem) => _problems.Add($"{Where}: \"{name}\" {problem}.");

    internal IEnumerable<JsonElement> Items(string name)
    {
        _known.Add(name);
        if (_members.TryGetValue(name, out var element) && element.ValueKind == JsonValueKind.Array)
            return element.EnumerateArray();
        Fault(name, Has(name) ? "is no list" : "is missing");
        return [];
    }

    /// <summary>A text that has to be there.</summary>
    internal string? Text(string name) => Required<string>(name, "a text", t => t.Length > 0 ? t : null);

    internal T? Required<T>(string name, string what, Func<string, T?> parse)
        where T : class
    {
        if (!Has(name))
            Fault(name, "is missing");
        return Optional(name, what, parse);
    }

    internal T? Required<T>(string name, string what, Func<string, T?> parse)
        where T : struct
    {
        if (!Has(name))
            Fault(name, "is missing");
        return Optional(name, what, parse);
    }

    internal T? Optional<T>(string name, string what, Func<string, T?> parse)
        where T : class
    {
        if (Take(name) is not { } element)
            return null;
        var value = element.ValueKind == JsonValueKind.String ? parse(element.GetString()!) : null;
        if (value is null)
            Fault(name, $"must be {what}, not {Short(element)}");
        return value;
    }

    internal T? Optional<T>(string name, string what, Func<string, T?> parse)
        where T : struct
    {
        if (Take(name) is not { } element)
            return null;
        var value = element.ValueKind == JsonValueKind.String ? parse(element.GetString()!) : null;
        if (value is null)
            Fault(name, $"must be {what}, not {Short(element)}");
        return value;
    }

    internal int? Number(string name, int least, int most)
    {
        if (Take(name) is not { } element)
            return null;
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) && value >= least && value <= most)
            return value;
        Fault(name, $"must be a whole number from {least} to {most}, not {Short(element)}");
        return null;
    }

    internal double? Real(string name)
    {
        if (Take(name) is not { } element)
            return null;
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && double.IsFinite(value))
            return value;
        Fault(name, $"must be a number, not {Short(element)}");
        return null;
    }

    internal bool? Flag(string name)
    {
        if (Take(name) is not { } element)
            return null;
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return element.GetBoolean();
        Fault(name, $"must be true or false, not {Short(element)}");
        return null;
    }

    internal TimeSpan? Time(string name) => Optional<TimeSpan>(name, "a time span such as \"00:00:05\"", text =>
        text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time) ? time : null);

    /// <summary>Does what may throw for a value out of range, and notes why.</summary>
    internal void Try(string name, Action action)
    {
        try
        {
            action();
        }
        catch (ArgumentException e)
        {
            Fault(name, "is out of range: " + e.Message);
        }
    }

    /// <summary>Notes members that nobody has asked for: a word misspelt would otherwise be silence.</summary>
    internal void RefuseOthers()
    {
        foreach (var name in _members.Keys.Where(n => !_known.Contains(n)))
            Fault(name, $"is not known{NearName.Hint(name, _known)}");
    }

    private static string Short(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length > 40 ? text[..40] + "…" : text;
    }

    private JsonElement? Take(string name)
    {
        _known.Add(name);
        return _members.TryGetValue(name, out var element) ? element : null;
    }
}
