using System.Globalization;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>
/// A record of the water-circulation pump of the SKAB benchmark (Skoltech): semicolons, a header, <c>datetime</c> first, one column per sensor,
/// and, unless it is an anomaly-free one, the labels <c>anomaly</c> and <c>changepoint</c> last.
/// </summary>
internal sealed record SkabFile(string Name, IReadOnlyList<string> Channels, IReadOnlyList<SkabRow> Rows, bool HasLabels)
{
    private const string Format = "yyyy-MM-dd HH:mm:ss";

    /// <exception cref="FormatException">The file is malformed; the message names the line.</exception>
    internal static async Task<SkabFile> ReadAsync(string path, CancellationToken stop)
    {
        var lines = await File.ReadAllLinesAsync(path, stop);
        var header = lines.Length == 0 ? [] : lines[0].Split(';');
        if (header.Length < 2 || header[0] != "datetime")
            throw new FormatException($"{path}, line 1: a header 'datetime;...' with at least one sensor is expected.");
        var label = Array.IndexOf(header, "anomaly");
        var channels = header.Skip(1).Where(h => h is not ("anomaly" or "changepoint")).ToList();
        if (label >= 0 && label <= channels.Count)
            throw new FormatException($"{path}, line 1: the labels must come after the sensors.");
        List<SkabRow> rows = [];
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length > 0)
                rows.Add(Row(lines[i].Split(';'), header.Length, channels.Count, label, $"{path}, line {i + 1}", rows.LastOrDefault()));
        }

        return rows.Count > 0 ? new SkabFile(path, channels, rows, label >= 0) : throw new FormatException($"{path}: there are no rows.");
    }

    private static SkabRow Row(string[] fields, int width, int channels, int label, string where, SkabRow? before)
    {
        if (fields.Length != width)
            throw new FormatException($"{where}: {width} fields are expected, not {fields.Length}.");
        if (!DateTimeOffset.TryParseExact(fields[0], Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new FormatException($"{where}: '{fields[0]}' is no time such as 2020-03-09 10:14:33.");
        if (before is not null && time <= before.Time)
            throw new FormatException($"{where}: its time is not after that of the row before.");
        var values = new double[channels];
        for (var i = 0; i < channels; i++)
        {
            if (!double.TryParse(fields[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || !double.IsFinite(values[i]))
                throw new FormatException($"{where}: '{fields[i + 1]}' is no number.");
        }

        return new SkabRow(time, values, label >= 0 && Label(fields[label], where));
    }

    private static bool Label(string field, string where) => field switch
    {
        "0" or "0.0" => false,
        "1" or "1.0" => true,
        _ => throw new FormatException($"{where}: the label must be 0 or 1, not '{field}'."),
    };
}
