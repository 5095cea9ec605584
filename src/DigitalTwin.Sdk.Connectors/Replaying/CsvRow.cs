namespace DigitalTwin.Sdk.Connectors;

/// <summary>Takes a line of a table apart (RFC 4180; a cell may be in quotes, and a quote in it is doubled, but no cell goes on in the next line).</summary>
internal static class CsvRow
{
    /// <summary>The cells of a line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="comma">What stands between cells.</param>
    /// <param name="cells">Is emptied and filled.</param>
    /// <returns>False if a quote is not closed, or text follows one that is.</returns>
    internal static bool TrySplit(string line, char comma, List<string> cells)
    {
        cells.Clear();
        var at = 0;
        while (true)
        {
            if (at < line.Length && line[at] == '"')
            {
                var end = EndOfQuoted(line, at);
                if (end < 0 || (end < line.Length && line[end] != comma))
                    return false;
                cells.Add(line[(at + 1)..(end - 1)].Replace("\"\"", "\"", StringComparison.Ordinal));
                at = end;
            }
            else
            {
                var end = line.IndexOf(comma, at);
                cells.Add(line[at..(end < 0 ? line.Length : end)]);
                at = end < 0 ? line.Length : end;
            }

            if (at == line.Length)
                return true;
            at++;
        }
    }

    /// <summary>The place behind the closing quote; -1 if there is none.</summary>
    private static int EndOfQuoted(string line, int at)
    {
        for (var i = at + 1; i < line.Length; i++)
        {
            if (line[i] != '"')
                continue;
            if (i + 1 < line.Length && line[i + 1] == '"')
                i++;
            else
                return i + 1;
        }

        return -1;
    }
}
