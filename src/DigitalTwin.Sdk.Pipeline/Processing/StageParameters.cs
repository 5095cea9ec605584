using System.Globalization;
using System.Text.Json;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The parameters of one operator as they stand in JSON; place 0 for something that is no stage of a pipeline. Every fault names what it is and the parameter.</summary>
internal sealed class StageParameters(int place, string kind, JsonElement json, IReadOnlyDictionary<string, Delegate> functions)
{
    private readonly HashSet<string> _read = ["operator"];

    internal double Number(string name, double? ifMissing = null) => Get(name, ifMissing, "a number", e => e.ValueKind switch
    {
        JsonValueKind.Number => e.GetDouble(),
        JsonValueKind.String when e.GetString() == "Infinity" => double.PositiveInfinity,
        JsonValueKind.String when e.GetString() == "-Infinity" => double.NegativeInfinity,
        _ => null,
    });

    internal double[] Numbers(string name)
    {
        _read.Add(name);
        if (!json.TryGetProperty(name, out var element))
            throw Fault(name, "is missing");
        return element.ValueKind == JsonValueKind.Array && element.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Number)
            ? [.. element.EnumerateArray().Select(e => e.GetDouble())]
            : throw Fault(name, "is not a list of numbers");
    }

    internal UnitOfMeasure Unit(string name) =>
        Units.TryFind(Text(name), out var unit) ? unit : throw Fault(name, $"names '{Text(name)}', which is not a unit that Units.Find knows");

    internal int Count(string name, int? ifMissing = null) =>
        Get(name, ifMissing, "a whole number", e => e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out var count) ? count : null);

    internal bool Flag(string name, bool? ifMissing = null) => Get<bool>(name, ifMissing, "true or false", e => e.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    });

    internal TimeSpan Time(string name, TimeSpan? ifMissing = null) => OptionalTime(name) ?? ifMissing ?? throw Fault(name, "is missing");

    internal TimeSpan? OptionalTime(string name)
    {
        _read.Add(name);
        if (!json.TryGetProperty(name, out var element))
            return null;
        return element.ValueKind == JsonValueKind.String && element.GetString()!.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParseExact(element.GetString(), "c", CultureInfo.InvariantCulture, out var time)
            ? time
            : throw Fault(name, "is no time span such as \"00:00:05\"");
    }

    internal DateTimeOffset? OptionalInstant(string name)
    {
        _read.Add(name);
        if (!json.TryGetProperty(name, out var element))
            return null;
        return element.ValueKind == JsonValueKind.String && DateTimeOffset.TryParseExact(element.GetString(), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            ? instant
            : throw Fault(name, "is no instant such as \"2026-01-01T00:00:00.0000000+00:00\"");
    }

    internal TEnum Choice<TEnum>(string name, TEnum? ifMissing = null)
        where TEnum : struct, Enum =>
        Get(name, ifMissing, "one of " + string.Join(", ", Enum.GetNames<TEnum>()), e =>
            e.ValueKind == JsonValueKind.String && Enum.GetNames<TEnum>().Contains(e.GetString(), StringComparer.Ordinal) ? Enum.Parse<TEnum>(e.GetString()!) : (TEnum?)null);

    internal string Text(string name)
    {
        _read.Add(name);
        return json.TryGetProperty(name, out var element) && element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Fault(name, "is missing");
    }

    internal TFunction Function<TFunction>(string name)
        where TFunction : Delegate
    {
        var called = Text(name);
        return functions.TryGetValue(called, out var function)
            ? function as TFunction ?? throw Fault(name, $"names '{called}', which is a function of another kind")
            : throw Fault(name, $"names '{called}', which is not among the functions given");
    }

    /// <summary>Throws if there is a parameter that nobody read, or one twice: a slip of the pen must not go unnoticed.</summary>
    internal void RequireAllRead()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (!_read.Contains(property.Name))
                throw Fault(property.Name, "is not a parameter of this operator");
            if (!seen.Add(property.Name))
                throw Fault(property.Name, "stands there twice");
        }
    }

    private T Get<T>(string name, T? ifMissing, string wanted, Func<JsonElement, T?> read)
        where T : struct
    {
        _read.Add(name);
        if (json.TryGetProperty(name, out var element))
            return read(element) ?? throw Fault(name, $"is not {wanted}");
        return ifMissing ?? throw Fault(name, "is missing");
    }

    private FormatException Fault(string name, string what) => new($"{(place == 0 ? $"The {kind}" : $"Stage {place} ('{kind}')")}: parameter '{name}' {what}.");
}
