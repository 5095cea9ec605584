using System.Globalization;
using System.Text;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>A recorded file whose headings have been found: takes its rows apart.</summary>
internal sealed class ReplayTable
{
    private readonly ReplayConnectorBuilder _settings;
    private readonly List<string> _cells = [];
    private readonly int _time;
    private readonly int[] _places;

    internal ReplayTable(string file, string headings, ReplayConnectorBuilder settings)
    {
        _settings = settings;
        var problems = new List<string>(settings.Problems);
        if (!CsvRow.TrySplit(headings.TrimStart('\uFEFF'), settings.Comma, _cells))
            problems.Add("line 1: a quote is not closed.");
        string[] names = [.. _cells.Select(c => c.Trim())];
        _time = Find(settings.TimeColumn, names, problems);
        _places = [.. settings.Columns.Select(c => Find(c.Name, names, problems))];
        if (problems.Count > 0)
            throw new ArgumentException($"The record '{file}' cannot be replayed: {string.Join(" ", problems)}");
    }

    /// <summary>The cells of the row that was taken apart last.</summary>
    internal string Cell(int column) => _places[column] < _cells.Count ? _cells[_places[column]].Trim() : "";

    /// <summary>Takes a row apart.</summary>
    /// <param name="line">The row.</param>
    /// <param name="ticks">Its time, UTC.</param>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    internal string? Read(string line, out long ticks)
    {
        ticks = 0;
        if (!CsvRow.TrySplit(line, _settings.Comma, _cells))
            return "a quote is not closed";
        if (_time >= _cells.Count)
            return $"there is no cell in column '{_settings.TimeColumn}'";
        var text = _cells[_time].Trim();
        return TryReadTime(text, out ticks) ? null : $"'{text}' in column '{_settings.TimeColumn}' is no time";
    }

    internal static bool TryReadNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private bool TryReadTime(string text, out long ticks)
    {
        ticks = 0;
        if (_settings.TimeFormat is { } format)
        {
            if (!DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                return false;
            ticks = time.UtcTicks - (format.AsSpan().ContainsAny('z', 'K') ? 0 : _settings.UtcOffset.Ticks);
            return ticks >= 0;
        }

        Span<byte> bytes = stackalloc byte[64];
        if (text.Length > bytes.Length || !Encoding.UTF8.TryGetBytes(text, bytes, out var length))
            return false;
        if (TimeText.TryParse(bytes[..length], out ticks))
        {
            // What says its offset does so behind the date.
            ticks -= text.AsSpan(10).ContainsAny("zZ+-") ? 0 : _settings.UtcOffset.Ticks;
            return ticks >= 0;
        }

        return TimeText.TryFromNumber(bytes[..length], out ticks);
    }

    private static int Find(string? name, string[] names, List<string> problems)
    {
        if (name is null)
        {
            problems.Add("it is not said which column has the times; say Time(\"heading\").");
            return 0;
        }

        var places = Enumerable.Range(0, names.Length).Where(i => names[i] == name).ToArray();
        if (places.Length == 1)
            return places[0];
        problems.Add(places.Length > 1
            ? $"there are {places.Length} columns '{name}'."
            : $"there is no column '{name}'{NearName.Hint(name, names)}{(names.Length == 0 ? "" : $" There are {NearName.List(names)}.")}");
        return 0;
    }
}
