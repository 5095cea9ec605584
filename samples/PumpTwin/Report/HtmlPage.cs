using System.Net;
using System.Text;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>A report in one file: no scripts, no fonts, no pictures from elsewhere.</summary>
internal sealed class HtmlPage(string title)
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 1040px; margin: 2em auto; padding: 0 1em; }
        h1 { font-size: 1.6em; margin-bottom: .2em; } h2 { font-size: 1.15em; margin: 1.6em 0 .2em; } p { margin: .3em 0 .6em; }
        svg { width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: #333; } svg text.event { fill: #666; font-size: 11px; }
        table { border-collapse: collapse; margin: .6em 0; } td, th { padding: .18em .8em .18em 0; text-align: left; border-bottom: 1px solid #eee; }
        td.n { text-align: right; font-variant-numeric: tabular-nums; } .bad { color: #b00020; font-weight: 600; } .ok { color: #1a7f37; }
        """;

    private readonly StringBuilder _body = new();

    internal HtmlPage Heading(string text) => Add($"<h2>{WebUtility.HtmlEncode(text)}</h2>");

    internal HtmlPage Text(string text) => Add($"<p>{WebUtility.HtmlEncode(text)}</p>");

    internal HtmlPage Plot(Chart chart) => Add(chart.Svg());

    internal HtmlPage Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Add("<table><tr>" + string.Concat(columns.Select(c => $"<th>{WebUtility.HtmlEncode(c)}</th>")) + "</tr>");
        foreach (var row in rows)
            Add("<tr>" + string.Concat(row.Select(c => $"<td>{WebUtility.HtmlEncode(c)}</td>")) + "</tr>");
        return Add("</table>");
    }

    internal HtmlPage Figures(Verdict verdict)
    {
        Add("<table><tr><th>figure</th><th></th><th></th><th>bound</th><th></th></tr>");
        foreach (var figure in verdict.Figures)
        {
            var mark = figure.Bound.Length == 0 ? "" : figure.Met ? "<span class=\"ok\">met</span>" : "<span class=\"bad\">not met</span>";
            var value = FormattableString.Invariant($"<td class=\"n\">{figure.Value:0.####}</td><td>{figure.Unit}</td>");
            Add($"<tr><td>{WebUtility.HtmlEncode(figure.Text)}</td>{value}<td>{WebUtility.HtmlEncode(figure.Bound)}</td><td>{mark}</td></tr>");
        }

        return Add("</table>");
    }

    /// <summary>Writes the page.</summary>
    /// <returns>The full path of the file.</returns>
    internal async Task<string> WriteAsync(string file, CancellationToken stop)
    {
        var path = Path.GetFullPath(file);
        if (Path.GetDirectoryName(path) is { } folder)
            Directory.CreateDirectory(folder);
        var html = $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{WebUtility.HtmlEncode(title)}</title><style>{Style}</style></head>
            <body><h1>{WebUtility.HtmlEncode(title)}</h1>
            {_body}</body></html>
            """;
        await File.WriteAllTextAsync(path, html, stop);
        return path;
    }

    private HtmlPage Add(string html)
    {
        _body.AppendLine(html);
        return this;
    }
}
