using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Prints a suite: what it is, a table, and one JSON object as the last line.</summary>
internal static class SuiteReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static void Print(ISuite suite, IReadOnlyList<Measure> measures)
    {
        Console.WriteLine($"suite {suite.Name}: {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors");
        Console.WriteLine(suite.About);
        Console.WriteLine();
        Console.WriteLine("| measure | unit | ours | peer | peer is | ratio | target | met | note |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var m in measures)
            Console.WriteLine($"| {m.Name} | {m.Unit} | {Text(m.Ours)} | {Text(m.Peer)} | {m.PeerName} | {Text(m.Ratio)} | {Text(m.Target)} | {(m.Met ? "yes" : "no")} | {m.Note} |");
        Console.WriteLine();
        Console.WriteLine(Json(suite.Name, measures));
    }

    internal static string Json(string suite, IReadOnlyList<Measure> measures) => JsonSerializer.Serialize(
        new
        {
            suite,
            measures = measures.Select(m => new
            {
                m.Name,
                m.Unit,
                Ours = Rounded(m.Ours),
                Peer = Rounded(m.Peer),
                m.PeerName,
                Ratio = Rounded(m.Ratio),
                m.Target,
                m.Met,
            }),
        },
        Options);

    private static double? Rounded(double? figure) => figure is { } f && f != 0 ? Math.Round(f, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(f))), 0, 9)) : figure;

    private static string Text(double? figure) => Rounded(figure)?.ToString("#,0.####", CultureInfo.InvariantCulture) ?? "-";
}
