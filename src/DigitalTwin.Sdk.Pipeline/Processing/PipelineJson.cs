using System.Collections.Immutable;
using System.Text.Json;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Pipelines as JSON: <c>{"version":1,"stages":[{"operator":"range","min":0,"max":400}]}</c>.</summary>
internal static class PipelineJson
{
    private const int Version = 1;

    // Each calls the next, and a stack has an end.
    private const int MostStages = 1000;

    internal static void Write(Utf8JsonWriter json, ImmutableArray<StageDefinition> stages)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteStartArray("stages");
        foreach (var stage in stages)
            stage.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal static ImmutableArray<StageDefinition> Read(string text, IReadOnlyDictionary<string, Delegate> functions)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || version.GetDouble() != Version)
                throw new FormatException($"A pipeline in JSON is an object with \"version\": {Version}.");
            if (!root.TryGetProperty("stages", out var stages) || stages.ValueKind != JsonValueKind.Array)
                throw new FormatException("A pipeline in JSON has a list \"stages\".");
            foreach (var field in root.EnumerateObject())
            {
                if (field.Name is not ("version" or "stages"))
                    throw new FormatException($"A pipeline in JSON has \"version\" and \"stages\", but no '{field.Name}'.");
            }

            if (stages.GetArrayLength() > MostStages)
                throw new FormatException($"The pipeline has {stages.GetArrayLength()} stages; {MostStages} is the most.");
            return [.. stages.EnumerateArray().Select((s, i) => ReadStage(s, i + 1, functions))];
        }
        catch (JsonException error)
        {
            throw new FormatException($"The pipeline is no valid JSON: {error.Message}", error);
        }
    }

    private static StageDefinition ReadStage(JsonElement json, int place, IReadOnlyDictionary<string, Delegate> functions)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("operator", out var name) || name.ValueKind != JsonValueKind.String)
            throw new FormatException($"Stage {place} has no \"operator\".");
        var kind = name.GetString()!;
        if (!StageCatalog.Readers.TryGetValue(kind, out var read))
            throw new FormatException($"Stage {place}: there is no operator '{kind}'. There are {string.Join(", ", StageCatalog.Readers.Keys.Order(StringComparer.Ordinal))}.");
        var parameters = new StageParameters(place, kind, json, functions);
        try
        {
            var stage = read(parameters);
            parameters.RequireAllRead();
            return stage;
        }
        catch (Exception error) when (error is ArgumentException or UnitMismatchException)
        {
            throw new FormatException($"Stage {place} ('{kind}'): {error.Message}", error);
        }
    }
}
