using System.Text.Json;
using System.Text.Json.Serialization;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>All figures of a run; met if each is.</summary>
internal sealed record Verdict(string Run, IReadOnlyList<Figure> Figures)
{
    public bool Met => Figures.All(f => f.Met);

    /// <summary>Prints the figures; with a check also as JSON in the last line.</summary>
    /// <returns>The exit code: 1 only if this is a check that was not met.</returns>
    internal int Print(bool isCheck)
    {
        Console.WriteLine();
        foreach (var figure in Figures)
        {
            var mark = figure.AtLeast is null && figure.AtMost is null ? " " : figure.Met ? "+" : "!";
            Console.WriteLine(FormattableString.Invariant($"{mark} {figure.Text,-46} {figure.Value,12:0.####} {figure.Unit,-6} {figure.Bound}"));
        }

        if (!isCheck)
            return App.Succeeded;
        Console.WriteLine(Met ? "All figures are within their bounds." : "Some figures are out of bounds; they are marked with '!'.");
        Console.WriteLine(JsonSerializer.Serialize(this, VerdictJson.Default.Verdict));
        return Met ? App.Succeeded : App.Failed;
    }
}

/// <summary>Serialises without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Verdict))]
internal sealed partial class VerdictJson : JsonSerializerContext;
