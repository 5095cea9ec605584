using System.Reactive.Linq;
using System.Reactive.Subjects;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>Time goes on although no sample comes.</summary>
public sealed class AdvanceTests
{
    [Fact]
    public void Samples_that_wait_for_stragglers_go_on_when_their_time_is_up()
    {
        var results = new List<Sample<double>>();
        var processor = new SignalPipeline().InOrder(lateness: Seconds(5)).Start(results.Add);
        processor.Push(At(2, 2));
        processor.Push(At(1, 1));

        processor.AdvanceTo(Start.AddSeconds(5.9));
        Assert.Empty(results);
        processor.AdvanceTo(Start.AddSeconds(6));
        Assert.Equal([1], results.Select(s => s.Value));
        Assert.Equal(1, processor.Statistics[0].Waiting);
        processor.AdvanceTo(Start.AddSeconds(60));
        Assert.Equal([1, 2], results.Select(s => s.Value));

        // Time has passed them by.
        processor.Push(At(54, 3));
        processor.Push(At(56, 4));
        processor.Complete();
        Assert.Equal([1, 2, 4], results.Select(s => s.Value));
        Assert.Equal(1, processor.Statistics[0].Late);
    }

    [Fact]
    public void A_timer_that_reaches_no_operator_is_refused()
    {
        using var source = new Subject<Sample<double>>();
        var clock = new FakeTimeProvider();
        var behindAnother = source.InOrder(lateness: Seconds(5)).Where(s => s.Value > 0).AdvanceWhenIdle(maxIdle: Seconds(5), clock);

        var error = Assert.Throws<InvalidOperationException>(() => behindAnother.Subscribe(_ => { }));
        Assert.Contains("right behind InOrder", error.Message, StringComparison.Ordinal);

        using var before = source.AdvanceWhenIdle(maxIdle: Seconds(5), clock).InOrder(lateness: Seconds(5)).Subscribe(_ => { });
    }

    [Fact]
    public void The_previous_value_stands_on_the_grid_up_to_the_largest_gap()
    {
        var results = new List<Sample<double>>();
        var processor = new SignalPipeline().Resample(Seconds(1), maxGap: Seconds(3), ResampleMethod.Previous, GapPolicy.EmitBad).Start(results.Add);
        processor.Push(At(0.5, 7));

        processor.AdvanceTo(Start.AddSeconds(2.5));
        Assert.Equal([1, 2], results.Select(SecondsOf));
        processor.AdvanceTo(Start.AddSeconds(20));
        Assert.Equal([1, 2, 3, 4], results.Select(SecondsOf));
        Assert.Equal([Quality.Good, Quality.Good, Quality.Good, Quality.Bad | Quality.Stale], results.Select(s => s.Quality));
        processor.Push(At(30, 8));
        Assert.Equal(30, SecondsOf(results[^1]));
        Assert.Equal(5, results.Count);
    }

    [Fact]
    public void Periods_end_and_are_judged_by_what_is_known_of_them()
    {
        var results = new List<Sample<double>>();
        var processor = new SignalPipeline().Resample(Seconds(10), maxGap: Seconds(20), ResampleMethod.TimeWeightedMean, shape: SignalShape.Step).Start(results.Add);
        processor.Push(At(4, 3));

        processor.AdvanceTo(Start.AddSeconds(30));

        Assert.Equal([(10.0, 3.0), (20, 3), (30, 3)], results.Select(s => (SecondsOf(s), s.Value)));
        Assert.Equal([Quality.Uncertain | Quality.Interpolated, Quality.Good, Quality.Bad | Quality.Stale], results.Select(s => s.Quality));
    }

    [Fact]
    public void A_gap_is_filled_while_it_lasts()
    {
        var results = new List<Sample<double>>();
        var processor = new SignalPipeline()
            .FillGapsByModel("double", longerThan: Seconds(2), t => 2 * (t - Start).TotalSeconds, every: Seconds(1), limit: Seconds(4)).Start(results.Add);
        processor.Push(At(0, 1));

        processor.AdvanceTo(Start.AddSeconds(2));
        Assert.Single(results);
        processor.AdvanceTo(Start.AddSeconds(3));
        Assert.Equal([1, 2, 4, 6], results.Select(s => s.Value));
        Assert.All(results.Skip(1), s => Assert.Equal(Quality.Uncertain | Quality.GapFilled | Quality.Estimated, s.Quality));
        processor.AdvanceTo(Start.AddSeconds(9));
        Assert.Equal((5.0, Quality.Bad | Quality.Stale), (SecondsOf(results[^1]), results[^1].Quality));
    }

    [Fact]
    public void Compression_lets_go_what_it_has_held_too_long()
    {
        foreach (var pipeline in new[]
                 {
                     new SignalPipeline().SwingingDoor(1, maxInterval: Seconds(10)),
                     new SignalPipeline().ReportByException(1, maxInterval: Seconds(10)),
                 })
        {
            var results = new List<Sample<double>>();
            var processor = pipeline.Start(results.Add);
            processor.Push(At(0, 1));
            processor.Push(At(1, 1));

            processor.AdvanceTo(Start.AddSeconds(10));
            Assert.Single(results);
            processor.AdvanceTo(Start.AddSeconds(10.1));
            Assert.Equal([0, 1], results.Select(SecondsOf));
        }
    }

    [Property(MaxTest = 60)]
    public void Results_with_time_between_do_not_depend_on_blocks_and_a_restored_processor_goes_on(int seed, byte at)
    {
        var random = new Random(seed);
        var record = Record.Make(seed, 300);
        (Sample<double>[] Samples, DateTimeOffset Time)[] parts = [.. record.Chunk(10).Select(c => (c, c.Where(s => s.Ticks < s.ArrivalTicks + TimeSpan.TicksPerMinute).Select(s => s.Time).DefaultIfEmpty(Start).Max().AddSeconds(random.Next(-5, 12))))];
        foreach (var pipeline in Pipelines.All)
        {
            var (single, blocks, restored) = (new SampleColumns(), new SampleColumns(), new SampleColumns());
            var processors = (pipeline.Start(single), pipeline.Start(blocks), pipeline.Start(restored));
            foreach (var (part, i) in parts.Select((p, i) => (p, i)))
            {
                foreach (var sample in part.Samples)
                    processors.Item1.Push(sample);
                processors.Item2.Push(Record.Columns(part.Samples).Block);
                foreach (var sample in part.Samples)
                    processors.Item3.Push(sample);
                processors.Item1.AdvanceTo(part.Time);
                processors.Item2.AdvanceTo(part.Time);
                processors.Item3.AdvanceTo(part.Time);
                if (i == at % parts.Length)
                {
                    var state = processors.Item3.Save();
                    processors.Item3 = pipeline.Start(restored);
                    processors.Item3.Restore(state);
                }
            }

            processors.Item1.Complete();
            processors.Item2.Complete();
            processors.Item3.Complete();
            Assert.Equal(Record.Samples(single), Record.Samples(blocks));
            Assert.Equal(Record.Samples(single), Record.Samples(restored));
            if (pipeline.ToString() != "order" && pipeline.ToString().StartsWith("order", StringComparison.Ordinal))
                Assert.All(Record.Samples(single).Zip(Record.Samples(single).Skip(1)), p => Assert.True(p.First.Ticks < p.Second.Ticks));
        }
    }

    [Property(MaxTest = 60)]
    public void What_an_operator_has_said_is_over_stays_over(int seed)
    {
        // The last stage is told the time up to which the one before it will give nothing more, and counts what comes all the same.
        var random = new Random(seed);
        var record = Record.Make(seed, 300);
        string[] others = ["arrivalTime", "sourceTime", "sourceTime | order", "shiftTime"];
        var (order, last) = (Stages(new SignalPipeline().InOrder(lateness: Seconds(3), maxAhead: TimeSpan.FromHours(1))), Stages(new SignalPipeline().InOrder()));
        foreach (var between in Pipelines.All.Where(p => !others.Contains(p.ToString())))
        {
            var stages = string.Join(',', new[] { order, Stages(between), last }.Where(s => s.Length > 0));
            var pipeline = SignalPipeline.FromJson($"{{\"version\":1,\"stages\":[{stages}]}}", Pipelines.Functions);
            var results = new List<Sample<double>>();
            var processor = pipeline.Start(results.Add);
            foreach (var sample in record)
            {
                processor.Push(sample);
                if (random.Next(4) == 0)
                    processor.AdvanceTo(sample.ArrivalTime.AddSeconds(random.Next(9)));
            }

            processor.Complete();
            Assert.Equal((between.ToString(), 0L), (between.ToString(), processor.Statistics[^1].Late + processor.Statistics[^1].Duplicates));
            Assert.All(results.Zip(results.Skip(1)), p => Assert.True(p.First.Ticks < p.Second.Ticks, $"{between}: {p}"));
        }

        static string Stages(SignalPipeline pipeline) => pipeline.ToJson()["{\"version\":1,\"stages\":[".Length..^2];
    }

    [Fact]
    public void Time_allocates_nothing()
    {
        foreach (var pipeline in Pipelines.All)
        {
            var processor = pipeline.Start(new Nowhere());
            foreach (var sample in Record.Make(3, 500))
                processor.Push(sample);
            var least = long.MaxValue;
            for (var attempt = 0; attempt < 5; attempt++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                processor.AdvanceTo(Start.AddHours(1 + attempt));
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.True(least == 0, $"{pipeline}: {least} bytes");
        }
    }

    [Fact]
    public void A_silent_stream_goes_on_by_the_clock()
    {
        var clock = new FakeTimeProvider(Start);
        using var source = new Subject<Sample<double>>();
        var results = new List<Sample<double>>();
        using (source.InOrder(lateness: Seconds(2)).Resample(Seconds(1), maxGap: Seconds(4), ResampleMethod.Previous).AdvanceWhenIdle(Seconds(5), clock).Subscribe(results.Add))
        {
            source.OnNext(At(0.5, 7));
            clock.Advance(Seconds(5));
            Assert.Empty(results);
            clock.Advance(Seconds(5));
            Assert.Equal([1, 2, 3], results.Select(SecondsOf));
            clock.Advance(Seconds(5));
            Assert.Equal([1, 2, 3, 4], results.Select(SecondsOf));
        }

        clock.Advance(Seconds(60));
        Assert.Equal(4, results.Count);
    }

    [Fact]
    public void Windows_of_a_silent_stream_end_by_the_clock()
    {
        var clock = new FakeTimeProvider(Start);
        using var source = new Subject<Sample<double>>();
        var results = new List<WindowResult>();
        using var log = source.Windows(SignalWindows.Tumbling(Seconds(10)), Seconds(5), clock).Subscribe(results.Add);

        source.OnNext(At(1, 7));
        clock.Advance(Seconds(14.9));
        Assert.Empty(results);
        clock.Advance(Seconds(0.1));
        Assert.Equal(7, Assert.Single(results).Sum);
    }

    [Fact]
    public async Task A_silent_property_goes_on_by_its_lane_and_a_replay_gives_the_same()
    {
        var runs = new List<List<Sample<double>>>();
        for (var run = 0; run < 2; run++)
        {
            var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = new FakeTimeProvider(Start) });
            var pump = graph.Add("pump-101");
            var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
            var builder = new TwinRuntimeBuilder(graph) { Options = { Clock = RuntimeClock.Samples } };
            var lane = builder.Lane(pump);
            builder.Clean(flow, raw => raw
                .InOrder(lateness: Seconds(2))
                .Resample(Seconds(1), maxGap: Seconds(4), ResampleMethod.Previous)
                .AdvanceWhenIdle(Seconds(5), lane));
            var clean = new List<Sample<double>>();
            builder.Signal(flow).Subscribe(clean.Add);

            await using var runtime = await builder.StartAsync();
            await runtime.PostAsync(flow, At(0.5, 7));
            await runtime.AdvanceAsync(Start.AddSeconds(16));
            await runtime.DrainAsync();
            runs.Add(clean);
        }

        Assert.Equal([1, 2, 3, 4], runs[0].Select(SecondsOf));
        Assert.Equal(runs[0], runs[1]);
    }

    private sealed class Nowhere : ISampleSink
    {
        public void OnSample(in Sample<double> sample)
        {
        }

        public void OnBlock(SampleBlock block)
        {
        }
    }
}
