using System.Text.Json.Serialization;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>One figure by which a run is judged, with the bounds it has to keep.</summary>
/// <param name="Name">Name in JSON.</param>
/// <param name="Text">What it says, for people.</param>
/// <param name="Value">The figure; not finite counts as out of bounds.</param>
/// <param name="Unit">Unit of value and bounds; empty for a count.</param>
/// <param name="AtLeast">Lower bound; null for none.</param>
/// <param name="AtMost">Upper bound; null for none.</param>
internal sealed record Figure(
    string Name,
    [property: JsonIgnore] string Text,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double Value,
    string Unit = "",
    double? AtLeast = null,
    double? AtMost = null)
{
    /// <summary>Whether it keeps its bounds; true if it has none.</summary>
    public bool Met => (AtLeast is null && AtMost is null) || (double.IsFinite(Value) && !(Value < AtLeast) && !(Value > AtMost));

    [JsonIgnore]
    public string Bound => (AtLeast, AtMost) switch
    {
        (null, null) => "",
        ({ } least, null) => FormattableString.Invariant($">= {least:0.####}"),
        (null, { } most) => FormattableString.Invariant($"<= {most:0.####}"),
        ({ } least, { } most) when least.Equals(most) => FormattableString.Invariant($"= {least:0.####}"),
        var (least, most) => FormattableString.Invariant($"{least:0.####} to {most:0.####}"),
    };
}
