using System.Diagnostics.Metrics;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Extensions.Time.Testing;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>What holds for every operator, alone and chained.</summary>
public class OperatorChainTests
{
    public static TheoryData<string> Operators => [.. Named.Keys];

    private static Dictionary<string, Func<IObservable<Sample<double>>, IObservable<Sample<double>>>> Named { get; } = new()
    {
        ["range"] = raw => raw.RejectOutside(0, 400),
        ["spikes"] = raw => raw.RejectSpikes(window: 15, sigmas: 4),
        ["fast"] = raw => raw.RejectFastChanges(50, per: Seconds(1)),
        ["stuck"] = raw => raw.FlagStuck(after: Seconds(30), resolution: 0.01),
        ["order"] = raw => raw.InOrder(),
        ["reorder"] = raw => raw.InOrder(lateness: Seconds(5)),
        ["linear"] = raw => raw.Resample(every: Seconds(1), maxGap: Seconds(10)),
        ["previous"] = raw => raw.Resample(every: Seconds(1), maxGap: Seconds(10), ResampleMethod.Previous),
        ["gaps"] = raw => raw.FillGaps(longerThan: Seconds(3), GapFill.Linear, every: Seconds(1), limit: Seconds(60)),
        ["transform"] = raw => raw.Transform(v => v + 1),
        ["sample"] = raw => raw.TransformSample(s => s),
        ["chain"] = raw => raw
            .InOrder(lateness: Seconds(5))
            .RejectOutside(0, 400)
            .RejectSpikes(window: 15, sigmas: 4)
            .Resample(every: TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(10)),
    };

    [Theory]
    [MemberData(nameof(Operators))]
    public void Nothing_is_allocated_per_sample(string name)
    {
        using var source = new Subject<Sample<double>>();
        var count = 0;
        using var subscription = Named[name](source).Subscribe(_ => count++);
        var feed = new Feed(source);
        feed.Push(1_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        feed.Push(100_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(count > 50_000);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void An_empty_stream_completes_and_an_error_of_the_source_is_passed_on(string name)
    {
        Assert.Empty(Array.Empty<Sample<double>>().Run(Named[name]));

        Exception? caught = null;
        using var subscription = Named[name](Observable.Throw<Sample<double>>(new InvalidOperationException("link")))
            .Subscribe(_ => { }, error => caught = error);
        Assert.Equal("link", caught?.Message);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Two_subscriptions_do_not_share_state(string name)
    {
        var samples = Enumerable.Range(0, 200).Select(i => At(i / 3.0, 50 + Math.Sin(i))).ToList();
        var expected = samples.Run(Named[name]);
        using var source = new Subject<Sample<double>>();
        var operators = Named[name](source);
        List<Sample<double>> first = [], second = [];
        using var one = operators.Subscribe(first.Add);

        samples[..100].ForEach(source.OnNext);
        using (operators.Subscribe(second.Add))
            samples[100..].ForEach(source.OnNext);
        source.OnCompleted();

        Assert.Equal(expected, first);
        Assert.True(second.Count < first.Count);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void A_number_that_is_none_comes_out_bad_or_not_at_all(string name)
    {
        var samples = Enumerable.Range(0, 200).Select(i => At(i / 3.0, i % 10 == 3 ? double.NaN : 50 + Math.Sin(i)));

        var outputs = samples.Run(Named[name]);

        Assert.All(outputs.Where(s => s.Quality.IsUsable), s => Assert.True(double.IsFinite(s.Value)));
        Assert.Contains(outputs, s => s.Quality.IsGood);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Unsubscribing_ends_delivery(string name)
    {
        using var source = new Subject<Sample<double>>();
        Named[name](source).Subscribe(_ => Assert.Fail("no longer subscribed")).Dispose();

        Assert.False(source.HasObservers);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void What_a_subscriber_throws_reaches_the_source_and_the_next_sample_is_served(string name)
    {
        using var source = new Subject<Sample<double>>();
        var outputs = new List<Sample<double>>();
        var thrown = 0;
        using var subscription = Named[name](source).Subscribe(s =>
        {
            if (outputs.Count == 50 && thrown == 0)
                throw new InvalidOperationException("subscriber");
            outputs.Add(s);
        });

        for (var i = 0; i < 400; i++)
        {
            try
            {
                source.OnNext(At(i / 3.0, 50 + Math.Sin(i)));
            }
            catch (InvalidOperationException error) when (error.Message == "subscriber")
            {
                thrown++;
            }
        }

        Assert.Equal(1, thrown);
        Assert.True(outputs.Count > 100);
        Assert.All(outputs.Zip(outputs.Skip(1)), pair => Assert.True(pair.First.Ticks < pair.Second.Ticks));
    }

    [Fact]
    public async Task The_chain_of_the_guide_runs_inside_a_twin()
    {
        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = new FakeTimeProvider(Start) });
        var flow = graph.Add("pump-101").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(graph);
        builder.Clean(flow, raw => raw
            .RejectOutside(0, 400)
            .RejectSpikes(window: 15, sigmas: 4)
            .Resample(every: TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(10)));
        var clean = new List<Sample<double>>();
        builder.Signal(flow).Subscribe(clean.Add);

        await using var runtime = await builder.StartAsync();
        for (var i = 0; i < 60; i++)
            await runtime.PostAsync(flow, At(i + 0.5, i == 40 ? 399 : 200 + Math.Sin(i)));
        await runtime.DrainAsync();

        Assert.Equal(Enumerable.Range(1, 59).Select(i => (double)i), clean.Select(SecondsOf));
        Assert.All(clean, s => Assert.InRange(s.Value, 199, 201));
        Assert.True(runtime.Read(flow).Quality.IsGood);

        // News of a lost link must reach the property through the whole chain, dated as the runtime dates it: just after the last value.
        await runtime.PostAsync(flow, clean[^1] with { Ticks = clean[^1].Ticks + 1, Quality = Quality.Bad | Quality.CommLoss });
        await runtime.DrainAsync();
        Assert.Equal(Quality.Bad | Quality.CommLoss, runtime.Read(flow).Quality);
    }

    [Fact]
    public void The_chain_of_the_guide_cleans_a_raw_signal()
    {
        var raw = Enumerable.Range(0, 120).Select(i => At(i + 0.25, i switch { 40 => 399, 60 => -3, _ => 200 + Math.Sin(i) })).ToList();

        var outputs = raw.Run(flow => flow
            .RejectOutside(0, 400)
            .RejectSpikes(window: 15, sigmas: 4)
            .Resample(every: TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(10)));

        Assert.Equal(119, outputs.Count);
        Assert.All(outputs, s => Assert.Equal(Quality.Good | Quality.Interpolated, s.Quality));
        Assert.All(outputs, s => Assert.InRange(s.Value, 199, 201));
    }

    [Fact]
    public void Counters_are_published_as_metrics()
    {
        using var factory = new Factory();
        using var listener = new MeterListener();
        var measured = new Dictionary<string, long>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter, factory.Meter))
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured[$"{instrument.Name} {tags[0].Value}"] = value);
        listener.Start();

        EverySecond(1, 500).Run(raw => raw.RejectOutside(0, 400, new StageStatistics("flow range", factory)));
        listener.RecordObservableInstruments();

        Assert.Equal("DigitalTwin.Sdk.Pipeline", factory.Meter?.Name);
        Assert.Equal(2, measured["digitaltwin.pipeline.received flow range"]);
        Assert.Equal(1, measured["digitaltwin.pipeline.flagged flow range"]);
    }

    [Fact]
    public void A_pipeline_publishes_what_each_operator_does_and_how_late_samples_come()
    {
        using var factory = new Factory();
        using var listener = new MeterListener();
        var (counts, latencies) = (new Dictionary<string, long>(), new List<double>());
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter, factory.Meter))
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => counts[$"{instrument.Name} {tags[0].Value}"] = value);
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => latencies.Add(value));
        listener.Start();
        var clock = new FakeTimeProvider(Start.AddSeconds(1000));
        var plain = new SignalPipeline().InOrder(lateness: Seconds(5)).RejectOutside(0, 1);
        var pipeline = plain.WithMetrics("pump-101/flow", factory, clock);
        var processor = pipeline.Start(_ => { });

        for (var i = 0; i < 512; i++)
            processor.Push(At(i, 0));
        listener.RecordObservableInstruments();

        Assert.Equal(plain.Hash, pipeline.Hash);
        Assert.Equal(512, counts["digitaltwin.pipeline.received pump-101/flow 1-order"]);
        Assert.Equal(5, counts["digitaltwin.pipeline.waiting pump-101/flow 1-order"]);
        Assert.Equal(507, counts["digitaltwin.pipeline.emitted pump-101/flow 2-range"]);
        Assert.Equal(3, latencies.Count);
        Assert.Equal([745, 745, 489], latencies.OrderDescending());
    }

    [Fact]
    public void What_is_wrong_with_an_operator_is_said_with_the_name_of_the_signal()
    {
        var graph = new TwinGraph();
        var flow = graph.Add("pump-101").AddProperty("flow", Units.CubicMetrePerHour);
        var signal = new TwinRuntimeBuilder(graph).Signal(flow);

        var outside = Assert.Throws<ArgumentOutOfRangeException>(() => signal.Rolling(RollingStatistic.Mean, window: 0));
        Assert.StartsWith("'pump-101/flow': ", outside.Message, StringComparison.Ordinal);
        Assert.Equal(("window", 0), (outside.ParamName, outside.ActualValue));
        Assert.Equal(1, outside.Message.Split("(Parameter").Length - 1);
        var empty = Assert.Throws<ArgumentException>(() => signal.InOrder().RejectOutside(2, 1));
        Assert.StartsWith("'pump-101/flow': ", empty.Message, StringComparison.Ordinal);
        Assert.StartsWith("'pump-101/flow': ", Assert.Throws<ArgumentNullException>(() => signal.Transform(null!)).Message, StringComparison.Ordinal);
        Assert.StartsWith("'pump-101/flow': ", Assert.Throws<ArgumentOutOfRangeException>(() => new[] { signal, signal }.Vote(VotingRule.Median, -1, Seconds(1))).Message, StringComparison.Ordinal);
        using var nameless = new Subject<Sample<double>>();
        Assert.StartsWith("window", Assert.Throws<ArgumentOutOfRangeException>(() => nameless.Rolling(RollingStatistic.Mean, 0)).Message, StringComparison.Ordinal);
    }

    private sealed class Feed(Subject<Sample<double>> source)
    {
        private int _index;

        public void Push(int count)
        {
            for (var end = _index + count; _index < end; _index++)
            {
                // Spikes, bad samples, small gaps and swaps of neighbours, so that every branch is walked.
                var ticks = Start.Ticks + ((_index ^ (_index % 100 == 8 ? 1 : 0)) * 7_000_000L);
                var value = 100 + Math.Sin(_index) + (_index % 50 == 17 ? 90 : 0) + (_index % 500 == 40 ? 1000 : 0);
                source.OnNext(new Sample<double>(value, ticks, ticks, _index % 70 == 3 ? Quality.Bad : Quality.Good));
            }
        }
    }

    private sealed class Factory : IMeterFactory
    {
        public Meter? Meter { get; private set; }

        public Meter Create(MeterOptions options) => Meter ??= new Meter(options);

        public void Dispose() => Meter?.Dispose();
    }
}
