namespace DigitalTwin.Sdk.Connectors;

/// <summary>Finds what was probably meant by a name that does not exist.</summary>
internal static class NearName
{
    private const int Shown = 10;

    /// <summary>The names, the first ten of them, quoted.</summary>
    internal static string List(IReadOnlyCollection<string> names)
    {
        var shown = string.Join(", ", names.Take(Shown).Select(n => $"'{n}'"));
        return names.Count > Shown ? $"{shown} and {names.Count - Shown} more" : shown;
    }

    /// <summary>A question after the nearest name, to be put behind the one that does not exist; empty if none is near.</summary>
    internal static string Hint(string name, IEnumerable<string> known)
    {
        var near = known.Select(k => (Name: k, Distance: Distance(name, k))).Where(k => k.Distance <= Math.Max(1, name.Length / 3)).OrderBy(k => k.Distance).FirstOrDefault();
        return near.Name is null ? "" : $"; did you mean '{near.Name}'?";
    }

    /// <summary>Letters to put in, take out or replace (Levenshtein 1966); case does not count.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var replaced = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
