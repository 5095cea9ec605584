using System.Text.Json;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>One operator of a <see cref="SignalPipeline"/>: what it is called, its parameters, and how to make it.</summary>
internal sealed class StageDefinition(
    string kind, IReadOnlyList<(string Name, object? Value)> parameters, StageStatistics? statistics, Func<ISampleSink, StageStatistics, StageNode> create)
{
    internal string Kind { get; } = kind;

    internal static StageDefinition Of<TStage>(
        string kind, StageStatistics? statistics, Func<TStage> create, params IReadOnlyList<(string Name, object? Value)> parameters)
        where TStage : struct, ISampleStage =>
        new(kind, parameters, statistics, (next, counters) => new StageNode<TStage>(create(), next, counters));

    internal static StageDefinition OfRuns<TStage>(
        string kind, StageStatistics? statistics, Func<TStage> create, params IReadOnlyList<(string Name, object? Value)> parameters)
        where TStage : struct, IBlockStage =>
        new(kind, parameters, statistics, (next, counters) => new BlockStageNode<TStage>(create(), next, counters));

    /// <summary>Makes the operator with a state of its own.</summary>
    internal StageNode Create(ISampleSink next, int place) => create(next, statistics ?? new StageStatistics($"{place}-{Kind}"));

    /// <summary>The same operator, counted by these unless it has counters of its own.</summary>
    internal StageDefinition Counted(StageStatistics counters) => statistics is null ? new StageDefinition(Kind, parameters, counters, create) : this;

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("operator", Kind);
        foreach (var (name, value) in parameters)
            Write(json, name, value);
        json.WriteEndObject();
    }

    // Parameters left at "not given" are left out, so that a later parameter with a default does not change the hash of what ran before.
    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case double.PositiveInfinity or double.NegativeInfinity:
                json.WriteString(name, (double)value > 0 ? "Infinity" : "-Infinity");
                break;
            case double number:
                json.WriteNumber(name, number);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case TimeSpan time:
                json.WriteString(name, time.ToString("c", System.Globalization.CultureInfo.InvariantCulture));
                break;
            case double[] numbers:
                json.WriteStartArray(name);
                foreach (var number in numbers)
                    json.WriteNumberValue(number);
                json.WriteEndArray();
                break;
            default:
                json.WriteString(name, value.ToString());
                break;
        }
    }
}
