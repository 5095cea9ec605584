using DigitalTwin.Sdk.Connectors;
using DigitalTwin.Sdk.Repository.Tests.Reading;
using Xunit.Abstractions;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class ReplayTour(ITestOutputHelper output)
{
    [Fact]
    public async Task A_record_is_replayed_without_a_clock()
    {
        var graph = new TwinGraph();
        var flow = graph.Add("pump-101").AddProperty("flow", Units.CubicMetrePerHour, p => p.MaxAge = TimeSpan.FromSeconds(10));
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var record = Enumerable.Range(0, 100).Select(i => Sample.Good(100.0 + i, start.AddSeconds(i)));

        // snippet: replay
        var builder = new TwinRuntimeBuilder(graph);
        builder.Options.Clock = RuntimeClock.Samples;                 // lanes take their time from the samples, and from nothing else
        builder.Signal(flow).Subscribe(s => Console.WriteLine($"{s.Time:T} {s.Value} {s.Quality}"));

        await using var runtime = await builder.StartAsync();
        foreach (var sample in record)
            await runtime.PostAsync(flow, sample);                    // as fast as it goes; the result is the same at any speed
        await runtime.AdvanceAsync(start.AddMinutes(5));              // nothing came for minutes: values grow stale, schedules run
        // end-snippet

        Assert.Equal(Quality.Bad | Quality.Stale, flow.Read().Quality);
    }

    [Fact]
    public async Task A_recorded_file_plays_into_a_runtime()
    {
        if (SharedFiles.Find("data/skab/valve1/0.csv", output.WriteLine) is not { } file)
            return;
        var graph = new TwinGraph();
        var pump = graph.Add("pump-101");
        var (current, pressure) = (pump.AddProperty("current", Units.Ampere), pump.AddProperty("pressure", Units.Kilopascal));
        var builder = new TwinRuntimeBuilder(graph);

        // snippet: replay-file
        var bench = Connector.Replay("test bench", file, record => record
            .Separator(';')
            .Time("datetime")
            .Read("Current", current)
            .Read("Pressure", pressure, Units.Bar)
            .Speed(double.PositiveInfinity));            // 1 as it was recorded, 60 a minute in a second
        builder.AddConnector(bench);
        // end-snippet

        await using var runtime = await builder.StartAsync();
        await bench.Ended;
        await runtime.DrainAsync();
        Assert.Equal(1147, runtime.Connectors.Single().Counters.Messages);
        Assert.True(current.Read().Quality.IsGood && pressure.Read().Quality.IsGood);
    }
}
