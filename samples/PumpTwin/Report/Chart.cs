using System.Net;
using System.Text;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>A plot as inline SVG: lines, bands, dots and marked events over a time axis, drawn in the order given.</summary>
internal sealed class Chart
{
    private const double Width = 1000;
    private const double Left = 64;
    private const double Right = 16;
    private const double Top = 34;
    private const double Bottom = 44;
    private readonly StringBuilder _marks = new();
    private readonly List<(string Label, string Colour, bool IsDashed)> _legend = [];
    private readonly (double Min, double Max) _x;
    private readonly (double Min, double Max) _y;
    private readonly string _yLabel;
    private readonly string _xLabel;
    private readonly double _height;
    private int _events;

    /// <param name="yLabel">What is plotted, with its unit.</param>
    /// <param name="x">Range along the x axis.</param>
    /// <param name="y">Range of the values.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="xLabel">What runs along the x axis, with its unit.</param>
    internal Chart(string yLabel, (double Min, double Max) x, (double Min, double Max) y, double height = 280, string xLabel = "days since the start")
    {
        (_yLabel, _xLabel, _x, _y, _height) = (yLabel, xLabel, x, y, height);
    }

    internal Chart Line(IEnumerable<(double X, double Y)> points, string colour, string label, bool isDashed = false)
    {
        var path = new StringBuilder();
        var isDown = false;
        foreach (var (x, y) in points)
        {
            // A gap in the data is a gap in the line.
            if (double.IsFinite(y))
                path.Append(isDown ? 'L' : 'M').Append(Point(x, y));
            isDown = double.IsFinite(y);
        }

        var dash = isDashed ? " stroke-dasharray=\"6 4\"" : "";
        _marks.Append($"<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\"{dash}/>");
        _legend.Add((label, colour, isDashed));
        return this;
    }

    internal Chart Band(IReadOnlyList<(double X, double Low, double High)> points, string colour, string label)
    {
        var path = string.Concat(points.Select((p, i) => (i == 0 ? "M" : "L") + Point(p.X, p.High)))
            + string.Concat(points.Reverse().Select(p => "L" + Point(p.X, p.Low)));
        _marks.Append($"<path d=\"{path}Z\" fill=\"{colour}\" fill-opacity=\"0.25\" stroke=\"none\"/>");
        _legend.Add((label, colour, false));
        return this;
    }

    internal Chart Dots(IEnumerable<(double X, double Y)> points, string colour, string label)
    {
        foreach (var (x, y) in points.Where(p => double.IsFinite(p.Y)))
            _marks.Append($"<circle cx=\"{Number(PixelX(x))}\" cy=\"{Number(PixelY(y))}\" r=\"2.4\" fill=\"{colour}\"/>");
        _legend.Add((label, colour, false));
        return this;
    }

    /// <param name="y">Where.</param>
    /// <param name="colour">Colour of the line.</param>
    /// <param name="label">For the legend; empty for a line that needs none.</param>
    internal Chart Level(double y, string colour, string label)
    {
        _marks.Append(Rule(y, $"{colour}\" stroke-dasharray=\"2 3"));
        if (label.Length > 0)
            _legend.Add((label, colour, true));
        return this;
    }

    internal Chart Event(double x, string label)
    {
        if (!(x >= _x.Min && x <= _x.Max))
            return this;

        // Labels take turns in height, so that neighbours do not cover each other.
        var y = Top + 12 + (13 * (_events++ % 4));
        var isLate = x > _x.Min + (0.8 * (_x.Max - _x.Min));
        var at = PixelX(x);
        _marks.Append($"<line x1=\"{Number(at)}\" x2=\"{Number(at)}\" y1=\"{Top}\" y2=\"{_height - Bottom}\" stroke=\"#888\" stroke-dasharray=\"3 3\"/>");
        var place = $"x=\"{Number(at + (isLate ? -4 : 4))}\" y=\"{Number(y)}\" text-anchor=\"{(isLate ? "end" : "start")}\"";
        _marks.Append($"<text {place} class=\"event\">{WebUtility.HtmlEncode(label)}</text>");
        return this;
    }

    /// <summary>The whole drawing.</summary>
    internal string Svg()
    {
        var svg = new StringBuilder($"<svg viewBox=\"0 0 {Number(Width)} {Number(_height)}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(_yLabel)}\">");
        foreach (var y in Ticks(_y, 5))
        {
            svg.Append(Rule(y, "#e6e6e6"));
            svg.Append($"<text x=\"{Left - 8}\" y=\"{Number(PixelY(y) + 4)}\" text-anchor=\"end\">{FormattableString.Invariant($"{y:0.####}")}</text>");
        }

        foreach (var x in Ticks(_x, 10))
            svg.Append($"<text x=\"{Number(PixelX(x))}\" y=\"{Number(_height - Bottom + 17)}\" text-anchor=\"middle\">{FormattableString.Invariant($"{x:0.##}")}</text>");
        svg.Append($"<text x=\"{Number((Left + Width - Right) / 2)}\" y=\"{Number(_height - 8)}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(_xLabel)}</text>");
        svg.Append($"<text transform=\"translate(15 {Number((Top + _height - Bottom) / 2)}) rotate(-90)\" text-anchor=\"middle\">{WebUtility.HtmlEncode(_yLabel)}</text>");
        svg.Append($"<g>{_marks}</g>");
        svg.Append($"<path d=\"M{Left} {Top}V{Number(_height - Bottom)}H{Width - Right}\" fill=\"none\" stroke=\"#444\"/>");
        var at = Left;
        foreach (var (label, colour, isDashed) in _legend)
        {
            var dash = isDashed ? " stroke-dasharray=\"6 3\"" : "";
            svg.Append($"<line x1=\"{Number(at)}\" x2=\"{Number(at + 22)}\" y1=\"14\" y2=\"14\" stroke=\"{colour}\" stroke-width=\"4\"{dash}/>");
            svg.Append($"<text x=\"{Number(at + 28)}\" y=\"18\">{WebUtility.HtmlEncode(label)}</text>");
            at += 52 + (7.2 * label.Length);
        }

        return svg.Append("</svg>").ToString();
    }

    private static IEnumerable<double> Ticks((double Min, double Max) range, int about)
    {
        var rough = (range.Max - range.Min) / about;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        for (var i = Math.Ceiling((range.Min / step) - 1e-9); i * step <= range.Max + (step * 1e-9); i++)
            yield return Math.Round(i * step, 9) + 0.0; // + 0.0 turns -0 into 0
    }

    private string Rule(double y, string stroke) =>
        $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Number(PixelY(y))}\" y2=\"{Number(PixelY(y))}\" stroke=\"{stroke}\"/>";

    private string Point(double x, double y) => $"{Number(PixelX(x))} {Number(PixelY(y))}";

    private double PixelX(double x) => Left + ((Math.Clamp(x, _x.Min, _x.Max) - _x.Min) / (_x.Max - _x.Min) * (Width - Left - Right));

    private double PixelY(double y) => _height - Bottom - ((Math.Clamp(y, _y.Min, _y.Max) - _y.Min) / (_y.Max - _y.Min) * (_height - Top - Bottom));

    private static string Number(double value) => value.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}
