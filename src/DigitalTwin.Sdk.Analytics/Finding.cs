using System.Text.Json;

namespace DigitalTwin.Sdk.Analytics;

/// <summary>An anomaly has become active, or is over: when, on which signal, how strongly, and upon what evidence.</summary>
/// <param name="Kind">Whether the anomaly was raised or cleared.</param>
/// <param name="Signal">The name of the signal.</param>
/// <param name="Time">Event time of the sample that decided, UTC.</param>
/// <param name="Score">What the detector said of that sample.</param>
/// <param name="Evidence">Upon what it decided.</param>
public sealed record Finding(FindingKind Kind, string Signal, DateTimeOffset Time, AnomalyScore Score, Evidence Evidence)
{
    /// <summary>The finding as JSON text; numbers keep every bit.</summary>
    /// <returns>One JSON object.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, FindingJsonContext.Default.Finding);

    /// <summary>A finding from its JSON text.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <returns>The finding.</returns>
    /// <exception cref="FormatException">The text is not the JSON of a finding.</exception>
    public static Finding FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize(json, FindingJsonContext.Default.Finding)
                ?? throw new FormatException("The text is not the JSON of a finding.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new FormatException("The text is not the JSON of a finding.", error);
        }
    }
}
