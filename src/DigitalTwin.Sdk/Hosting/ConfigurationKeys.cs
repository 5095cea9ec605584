using Microsoft.Extensions.Configuration;

namespace DigitalTwin.Sdk.Hosting;

/// <summary>Holds the names in the configuration section against those of the options, and says what was probably meant.</summary>
internal static class ConfigurationKeys
{
    private static readonly string[] Known =
    [
        nameof(DigitalTwinOptions.Lanes), nameof(DigitalTwinOptions.Workers), nameof(DigitalTwinOptions.QueueCapacity), nameof(DigitalTwinOptions.TickPeriod),
        nameof(DigitalTwinOptions.DrainLimit), nameof(DigitalTwinOptions.MaxAhead), nameof(DigitalTwinOptions.MaxDelay), nameof(DigitalTwinOptions.EntanglementWindow),
    ];

    internal static IEnumerable<string> Problems(IConfigurationSection section)
    {
        foreach (var child in section.GetChildren())
        {
            if (!Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                yield return $"{child.Path} is unknown; did you mean {Nearest(child.Key)}? Known are {string.Join(", ", Known)}.";
            else if (child.GetChildren().Any())
                yield return $"{child.Path} must be one value, not a section or a list.";
            else if (child.Value is { } text && string.IsNullOrWhiteSpace(text))
                yield return $"{child.Path} is empty; give a value, or leave the name out for the default.";
        }
    }

    private static string Nearest(string key) => Known.MinBy(k => Distance(k.ToUpperInvariant(), key.ToUpperInvariant()))!;

    /// <summary>How many letters have to be put in, taken out or changed (Levenshtein, 1966).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
