// snippet: real-record-usings
using System.Globalization;
using DigitalTwin.Sdk;
using DigitalTwin.Sdk.Pipeline;
// end-snippet
using DigitalTwin.Sdk.Repository.Tests.Reading;
using Xunit.Abstractions;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class RealRecordTour(ITestOutputHelper output)
{
    [Fact]
    public void A_real_record_becomes_a_clean_grid()
    {
        if (SharedFiles.Find("data/skab/valve1/0.csv", output.WriteLine) is not { } file)
            return;

        // snippet: real-record
        var raw = new SampleColumns();
        foreach (var line in File.ReadLines(file).Skip(1))
        {
            var cells = line.Split(';');
            var time = DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            raw.Add(Sample.Good(double.Parse(cells[3], CultureInfo.InvariantCulture), time));
        }
        // end-snippet

        // snippet: real-record-audit
        var audit = new SignalAudit();
        audit.Add(raw);
        Console.WriteLine(audit.Report());
        // end-snippet

        // snippet: real-record-clean
        var cleaning = new SignalPipeline()
            .RejectOutside(0, 10)
            .Hampel(window: 11, sigmas: 4)
            .Resample(every: TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(5));

        var clean = cleaning.Run(raw);
        // end-snippet

        // snippet: real-record-print
        for (var i = 0; i < clean.Count; i++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clean[i].Time:O};{clean[i].Value};{clean[i].Quality}"));
        // end-snippet

        output.WriteLine(audit.Report().ToString());
        Assert.Contains(audit.Report().ToString().TrimEnd(), RepositoryFiles.Get("docs/tutorials/clean-a-real-record.md").Text, StringComparison.Ordinal);
        var all = Enumerable.Range(0, clean.Count).Select(i => clean[i]).ToList();
        output.WriteLine($"{raw.Count} in, {clean.Count} out, {all.Count(s => s.Quality.Has(Quality.Interpolated))} interpolated, {all.Count(s => !s.Quality.IsGood)} not Good");
        Assert.All(all.Zip(all.Skip(1)), p => Assert.Equal(TimeSpan.TicksPerSecond, p.Second.Ticks - p.First.Ticks));
        Assert.Equal((1147, 1200), (raw.Count, clean.Count));
        Assert.Equal((53, 31), (all.Count(s => s.Quality.Has(Quality.Interpolated)), all.Count(s => !s.Quality.IsGood)));
    }
}
