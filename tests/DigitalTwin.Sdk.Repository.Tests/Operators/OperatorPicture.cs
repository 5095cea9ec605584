using System.Globalization;
using System.Text;

namespace DigitalTwin.Sdk.Repository.Tests.Operators;

/// <summary>Draws what goes into an operator and what comes out of it, with the quality of the output as shading.</summary>
internal static class OperatorPicture
{
    private const double Width = 640;
    private const double Height = 170;
    private const double Margin = 12;

    internal static string Draw(OperatorExample example)
    {
        var (input, output) = (example.Input, example.Run());
        var shown = input.Concat(output).Where(s => double.IsFinite(s.Value) && s.Quality.IsUsable || input.Contains(s)).ToList();
        var (from, to) = (shown.Min(s => s.Ticks), shown.Max(s => s.Ticks));
        var (low, high) = (shown.Min(s => s.Value), shown.Max(s => s.Value));
        var step = (Width - (2 * Margin)) / (to - from) * TimeSpan.TicksPerSecond;
        var svg = new StringBuilder();
        svg.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height + 18}\" font-family=\"sans-serif\" font-size=\"11\">\n"));
        svg.Append(Invariant($"<title>{example.Name}: input grey, output blue; shaded where the output is Uncertain (amber) or Bad (red)</title>\n"));
        svg.Append(Invariant($"<rect width=\"{Width}\" height=\"{Height + 18}\" fill=\"#ffffff\"/>\n"));
        foreach (var sample in output.Where(s => !s.Quality.IsGood))
            svg.Append(Invariant($"<rect x=\"{X(sample) - (step / 2):0.#}\" y=\"0\" width=\"{step:0.#}\" height=\"{Height}\" fill=\"{(sample.Quality.IsUsable ? "#f5b700" : "#d7263d")}\" opacity=\"0.22\"/>\n"));
        foreach (var sample in input)
            svg.Append(Invariant($"<circle cx=\"{X(sample):0.#}\" cy=\"{Y(sample):0.#}\" r=\"2.4\" fill=\"#b0b0b0\"/>\n"));
        foreach (var run in Runs(input, output))
            svg.Append(Invariant($"<polyline points=\"{string.Join(' ', run.Select(s => Invariant($"{X(s):0.#},{Y(s):0.#}")))}\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"1\"/>\n"));
        foreach (var sample in output.Where(s => double.IsFinite(s.Value) && s.Quality.IsUsable))
            svg.Append(Invariant($"<circle cx=\"{X(sample):0.#}\" cy=\"{Y(sample):0.#}\" r=\"1.5\" fill=\"#1f5fa8\"/>\n"));
        svg.Append(Invariant($"<text x=\"{Margin}\" y=\"{Height + 12}\" fill=\"#444444\">{input.Length} in (grey), {output.Count} out (blue), {output.Count(s => !s.Quality.IsGood)} of them not Good (shaded)</text>\n"));
        return svg.Append("</svg>\n").ToString();

        double X(Sample<double> sample) => Margin + ((Width - (2 * Margin)) * (sample.Ticks - from) / (to - from));

        double Y(Sample<double> sample) => Height - Margin - ((Height - (2 * Margin)) * (sample.Value - low) / (high - low));
    }

    /// <summary>Stretches of usable output in which the input has no gap of more than ten seconds: a line is drawn through each.</summary>
    private static IEnumerable<List<Sample<double>>> Runs(Sample<double>[] input, IEnumerable<Sample<double>> output)
    {
        var gaps = input.Zip(input.Skip(1), (a, b) => (From: a.Ticks, To: b.Ticks)).Where(g => g.To - g.From > 10 * TimeSpan.TicksPerSecond).ToList();
        var run = new List<Sample<double>>();
        foreach (var sample in output)
        {
            var isUsable = double.IsFinite(sample.Value) && sample.Quality.IsUsable;
            if (run.Count > 0 && (!isUsable || gaps.Exists(g => run[^1].Ticks <= g.To && sample.Ticks >= g.To && run[^1].Ticks < g.To - TimeSpan.TicksPerSecond)))
            {
                yield return run;
                run = [];
            }

            if (isUsable)
                run.Add(sample);
        }

        if (run.Count > 0)
            yield return run;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
