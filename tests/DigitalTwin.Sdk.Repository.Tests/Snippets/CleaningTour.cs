using DigitalTwin.Sdk.Pipeline;
using DigitalTwin.Sdk.Repository.Tests.Reading;

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

    [Fact]
    public void Records_of_several_signals_are_joined_and_voted_on()
    {
        var (flow, head, third) = (new SampleColumns(), new SampleColumns(), new SampleColumns());
        for (var i = 0; i < 600; i++)
        {
            flow.Add(Sample.Good(250.0, DateTimeOffset.UnixEpoch.AddSeconds(i)));
            head.Add(Sample.Good(40.0, DateTimeOffset.UnixEpoch.AddSeconds(i - 0.25)));
            third.Add(Sample.Good(251.0, DateTimeOffset.UnixEpoch.AddSeconds(i)));
        }

        // snippet: join-records
        var joined = SignalJoin.AsOf(maxAge: TimeSpan.FromSeconds(5)).Run([flow, head]);
        var energy = 0.0;
        for (var i = 0; i < joined[0].Count; i++)
            energy += joined[0][i].Value * joined[1][i].Value;           // the same place in each is one row

        var vote = new SensorVote(VotingRule.TwoOutOfThree, tolerance: 2, maxAge: TimeSpan.FromSeconds(5));
        var level = vote.Run([flow, head, third]);

        var hours = new List<WindowResult>();
        var windows = SignalWindows.Tumbling(TimeSpan.FromHours(1)).WithCoverage(maxGap: TimeSpan.FromMinutes(1)).Start(hours.Add);
        windows.Push(flow.Block);
        windows.Complete();
        // end-snippet

        Assert.Equal(600 * 250.0 * 40, energy, 1e-6);
        Assert.Equal(250.5, level[1].Value);
        Assert.Equal(600, Assert.Single(hours).Count);
    }

    [Fact]
    public void A_record_is_cleaned_in_a_few_lines()
    {
        // snippet: pipeline-package
        var raw = new SampleColumns();
        for (var i = 0; i < 600; i++)
        {
            var value = i == 300 ? 999 : 20 + Math.Sin(i / 60.0);                                  // one spike
            raw.Add(Sample.Good(value, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(i)));
        }

        var clean = new SignalPipeline()
            .InOrder(lateness: TimeSpan.FromSeconds(2))
            .Hampel(window: 11, sigmas: 3)
            .Resample(every: TimeSpan.FromSeconds(10), maxGap: TimeSpan.FromSeconds(30))
            .Run(raw);

        Console.WriteLine($"{clean[30].Time:T} {clean[30].Value:F2} {clean[30].Quality}");        // 00:05:00 19.05 Spike, Substituted, Uncertain
        // end-snippet
        Assert.Equal((19.05, Quality.Uncertain | Quality.Spike | Quality.Substituted), (Math.Round(clean[30].Value, 2), clean[30].Quality));
        Assert.Contains($"// 00:05:00 19.05 {clean[30].Quality}", RepositoryFiles.Get("src/DigitalTwin.Sdk.Pipeline/README.md").Text, StringComparison.Ordinal);
    }
}
