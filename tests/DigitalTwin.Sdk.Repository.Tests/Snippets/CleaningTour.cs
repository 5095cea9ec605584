using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class CleaningTour
{
    [Fact]
    public async Task A_chain_cleans_a_signal()
    {
        var graph = new TwinGraph();
        var flow = graph.Add("pump-101").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(graph);
        builder.Options.Clock = RuntimeClock.Samples;

        // snippet: clean-chain
        var spikes = new StageStatistics("flow spikes");
        builder.Clean(flow, raw => raw
            .InOrder(lateness: TimeSpan.FromSeconds(2))
            .RejectOutside(0, 400)
            .RejectSpikes(window: 15, sigmas: 4, resolution: 0.1, statistics: spikes)
            .RejectFastChanges(50, per: TimeSpan.FromSeconds(1))
            .FlagStuck(after: TimeSpan.FromMinutes(5), resolution: 0.1)
            .Resample(every: TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(10)));
        // end-snippet

        await using var runtime = await builder.StartAsync();
        for (var i = 0; i < 60; i++)
            await runtime.PostAsync(flow, Sample.Good(i == 30 ? 350.0 : 250.0 + Math.Sin(i), DateTimeOffset.UnixEpoch.AddSeconds(i)));
        await runtime.DrainAsync();
        Assert.Equal(1, spikes.Flagged);
    }

    [Fact]
    public void One_pipeline_serves_live_signals_and_records()
    {
        var raw = new System.Reactive.Subjects.Subject<Sample<double>>();
        var (seen, shown) = (new List<Sample<double>>(), new List<Sample<double>>());
        var lastYear = new SampleColumns();
        for (var i = 0; i < 60; i++)
            lastYear.Add(Sample.Good(i == 30 ? 350.0 : 250.0 + Math.Sin(i), DateTimeOffset.UnixEpoch.AddSeconds(i)));

        // snippet: one-pipeline
        var cleaning = new SignalPipeline()
            .InOrder(lateness: TimeSpan.FromSeconds(2))
            .Hampel(window: 11, sigmas: 3)
            .Resample(every: TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(10));

        using var live = raw.Through(cleaning).Subscribe(seen.Add);      // Rx
        var processor = cleaning.Start(sample => shown.Add(sample));    // a plain call for each sample
        var clean = cleaning.Run(lastYear);                             // columns of recorded samples

        var text = cleaning.ToJson();                                   // all operators with all parameters
        var same = SignalPipeline.FromJson(text);
        // end-snippet

        for (var i = 0; i < lastYear.Count; i++)
        {
            raw.OnNext(lastYear[i]);
            processor.Push(lastYear[i]);
        }

        raw.OnCompleted();
        processor.Complete();
        Assert.Equal(cleaning.Hash, same.Hash);
        Assert.Equal(seen, shown);
        Assert.Equal(seen, Enumerable.Range(0, clean.Count).Select(i => clean[i]));
        Assert.DoesNotContain(seen, s => s.Value > 300);
    }
}
