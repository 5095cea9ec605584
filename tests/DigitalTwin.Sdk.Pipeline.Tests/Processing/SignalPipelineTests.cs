using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public sealed class SignalPipelineTests
{
    [Property(MaxTest = 60)]
    public void Results_do_not_depend_on_the_face_or_on_how_samples_are_cut_into_blocks(int seed, PositiveInt most)
    {
        // Rough records take all ways through an operator, calm ones have the long runs that blocks work off together.
        var record = seed % 2 == 0 ? Record.Make(seed, 400) : Record.Make(seed, 1500, faultEvery: 100);
        foreach (var pipeline in Pipelines.All)
        {
            var expected = Pushed(pipeline, record);
            Assert.Equal(expected, Streamed(pipeline, record));
            Assert.Equal(expected, Record.Samples(pipeline.Run(Record.Columns(record))));
            Assert.Equal(expected, Cut(pipeline, record, new Random(seed), most.Get));
        }
    }

    [Property(MaxTest = 60)]
    public void A_restored_processor_goes_on_as_the_saved_one_does(int seed, ushort at)
    {
        var record = Record.Make(seed, 300);
        var cut = at % record.Length;
        foreach (var pipeline in Pipelines.All)
        {
            var results = new SampleColumns();
            var processor = pipeline.Start(results);
            PushAll(processor, record.AsSpan(0, cut));
            var state = processor.Save();
            var forked = new SampleColumns();
            var fork = processor.Fork(forked);
            results.Clear();
            Finish(processor, record.AsSpan(cut));

            var restored = new SampleColumns();
            var other = SignalPipeline.FromJson(pipeline.ToJson(), Pipelines.Functions).Start(restored);
            other.Restore(state);
            Finish(other, record.AsSpan(cut));
            Finish(fork, record.AsSpan(cut));

            Assert.Equal(Record.Samples(results), Record.Samples(restored));
            Assert.Equal(Record.Samples(results), Record.Samples(forked));
        }
    }

    [Property(MaxTest = 60)]
    public void Quality_never_gets_better_on_the_way_and_what_is_usable_is_a_number(int seed)
    {
        var record = Record.Make(seed, 400);
        var levels = record.GroupBy(s => s.Ticks).ToDictionary(g => g.Key, g => g.Max(s => double.IsFinite(s.Value) ? s.Quality.Level : QualityLevel.Bad));

        // What stands in for a Bad value is another value, of a quality of its own.
        string[] others = ["substitution", "sourceTime", "arrivalTime", "shiftTime"];
        foreach (var pipeline in Pipelines.All.Skip(1).Where(p => !others.Contains(p.ToString())))
        {
            foreach (var sample in Pushed(pipeline, record))
            {
                Assert.True(double.IsFinite(sample.Value) || !sample.Quality.IsUsable);
                if (levels.TryGetValue(sample.Ticks, out var level) && level != QualityLevel.NoData)
                    Assert.True(sample.Quality.Level <= level, $"{pipeline}: {sample} out of {level}");
            }
        }
    }

    [Property(MaxTest = 60)]
    public void A_pipeline_with_order_gives_times_that_rise(int seed)
    {
        var results = Pushed(Pipelines.Cleaning, Record.Make(seed, 400));
        for (var i = 1; i < results.Count; i++)
            Assert.True(results[i].Ticks > results[i - 1].Ticks);
    }

    [Property(MaxTest = 40)]
    public void Every_operator_after_order_gives_times_that_rise(int seed)
    {
        var record = Record.Make(seed, 400);
        string[] others = ["arrivalTime", "sourceTime"];
        foreach (var pipeline in Pipelines.All.Where(p => !others.Contains(p.ToString())))
        {
            var results = record.Run(raw => raw.InOrder(lateness: TimeSpan.FromSeconds(5), maxAhead: TimeSpan.FromHours(1)).Through(pipeline));
            for (var i = 1; i < results.Count; i++)
                Assert.True(results[i].Ticks > results[i - 1].Ticks, $"{pipeline}: {results[i - 1]}, {results[i]}");
        }
    }

    [Fact]
    public void Neither_pushing_nor_blocks_allocate()
    {
        var record = Record.Make(1, 4000);
        var columns = Record.Columns(record);
        foreach (var pipeline in Pipelines.All)
        {
            // Sent to nowhere, so that a growing list of results does not count.
            var processor = pipeline.Start(new Nowhere());
            var least = long.MaxValue;
            for (var attempt = 0; attempt < 5; attempt++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                PushAll(processor, record);
                processor.Push(columns.Block);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.True(least == 0, $"{pipeline}: {least} bytes");
        }
    }

    [Fact]
    public void Json_says_all_and_gives_the_same_pipeline_again()
    {
        foreach (var pipeline in Pipelines.All)
        {
            var again = SignalPipeline.FromJson(pipeline.ToJson(), Pipelines.Functions);

            Assert.Equal(pipeline.ToJson(), again.ToJson());
            Assert.Equal(pipeline.Hash, again.Hash);
        }

        Assert.Equal(Pipelines.All.Length, Pipelines.All.Select(p => p.Hash).Distinct().Count());
        Assert.Equal(
            """{"version":1,"stages":[{"operator":"range","min":0,"max":"Infinity"}]}""",
            new SignalPipeline().RejectOutside(0, double.PositiveInfinity).ToJson());
    }

    [Theory]
    [InlineData("", "valid JSON")]
    [InlineData("[]", "\"version\"")]
    [InlineData("""{"version":2,"stages":[]}""", "\"version\"")]
    [InlineData("""{"version":1}""", "\"stages\"")]
    [InlineData("""{"version":1,"stages":[3]}""", "Stage 1 has no \"operator\"")]
    [InlineData("""{"version":1,"stages":[{"operator":"magic"}]}""", "no operator 'magic'. There are arrivalTime, correction, ")]
    [InlineData("""{"version":1,"stages":[{"operator":"range","min":0,"max":1},{"operator":"spikes","window":5}]}""", "Stage 2 ('spikes'): parameter 'sigmas' is missing")]
    [InlineData("""{"version":1,"stages":[{"operator":"spikes","window":"5","sigmas":3}]}""", "parameter 'window' is not a whole number")]
    [InlineData("""{"version":1,"stages":[{"operator":"spikes","window":2,"sigmas":3}]}""", "Stage 1 ('spikes'): ")]
    [InlineData("""{"version":1,"stages":[{"operator":"spikes","window":5,"sigmas":3,"action":"7"}]}""", "'action' is not one of Flag, ")]
    [InlineData("""{"version":1,"stages":[{"operator":"rate","maxChange":1,"per":"1 s"}]}""", "'per' is no time span")]
    [InlineData("""{"version":1,"stages":[{"operator":"range","min":0,"max":1,"mim":0}]}""", "'mim' is not a parameter")]
    [InlineData("""{"version":1,"stages":[{"operator":"range","min":0}]}""", "parameter 'max' is missing")]
    [InlineData("""{"version":1,"stages":[{"operator":"range","min":0,"max":1,"max":2}]}""", "parameter 'max' stands there twice")]
    [InlineData("""{"version":1,"stages":[{"operator":"rate","maxChange":1,"per":"5"}]}""", "'per' is no time span")]
    [InlineData("""{"version":1,"stages":[{"operator":"spikes","window":5,"sigmas":3,"action":"flag"}]}""", "'action' is not one of Flag, ")]
    [InlineData("""{"version":1,"stages":[{"operator":"spikes","window":5,"sigmas":3,"action":"Flag, Drop"}]}""", "'action' is not one of Flag, ")]
    [InlineData("""{"version":1,"stages":[{"operator":"unit","from":"bar","to":"m"}]}""", "Stage 1 ('unit')")]
    [InlineData("""{"version":1,"stages":[],"stage":[]}""", "no 'stage'")]
    [InlineData("""{"version":1,"stages":[{"operator":"transform","function":"f"}]}""", "'f', which is not among the functions given")]
    public void Json_that_is_wrong_is_refused_with_the_place(string json, string expected)
    {
        Assert.Contains(expected, Assert.Throws<FormatException>(() => SignalPipeline.FromJson(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipeline_in_json_has_an_end()
    {
        var stages = string.Join(',', Enumerable.Repeat("""{"operator":"inState","state":1}""", 1001));

        var error = Assert.Throws<FormatException>(() => SignalPipeline.FromJson($$"""{"version":1,"stages":[{{stages}}]}"""));

        Assert.Contains("1000 is the most", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_another_pipeline_or_a_damaged_one_is_refused()
    {
        var state = Pipelines.Cleaning.Start(new Nowhere()).Save();
        var other = new SignalPipeline().RejectSpikes(5, 3).Start(new Nowhere());
        var same = Pipelines.Cleaning.Start(new Nowhere());

        Assert.Contains("other operators", Assert.Throws<FormatException>(() => other.Restore(state)).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => same.Restore(state[..^1]));
        Assert.Throws<FormatException>(() => same.Restore([.. state, 0]));
        Assert.Throws<FormatException>(() => same.Restore([]));
    }

    [Fact]
    public void Columns_of_different_length_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new SampleBlock([1L, 2L], [1.0], [Quality.Good]).Length);
    }

    [Fact]
    public void A_sink_that_throws_costs_one_sample()
    {
        var seen = 0;
        var processor = new SignalPipeline().RejectOutside(0, 10).Start(s => seen += s.Value == 2 ? throw new InvalidOperationException("sink") : 1);

        processor.Push(new Sample<double>(1, 1L, 1L, Quality.Good));
        Assert.Throws<InvalidOperationException>(() => processor.Push(new Sample<double>(2, 2L, 2L, Quality.Good)));
        processor.Push(new Sample<double>(3, 3L, 3L, Quality.Good));

        Assert.Equal(2, seen);
    }

    [Fact]
    public void Operators_on_a_stream_are_counted_each_by_itself()
    {
        var (range, spikes) = (new StageStatistics("range"), new StageStatistics("spikes"));
        using var source = new Subject<Sample<double>>();
        var count = 0;
        using var subscription = source.RejectOutside(0, 40, range).RejectSpikes(5, 4, statistics: spikes).Subscribe(_ => count++);

        foreach (var sample in Record.Make(7, 200))
            source.OnNext(sample);

        Assert.Equal((200, 200, 200), (range.Received, spikes.Received, count));
        Assert.True(range.Flagged > 0);
    }

    private static List<Sample<double>> Pushed(SignalPipeline pipeline, Sample<double>[] record)
    {
        var results = new List<Sample<double>>();
        Finish(pipeline.Start(results.Add), record);
        return results;
    }

    private static List<Sample<double>> Streamed(SignalPipeline pipeline, Sample<double>[] record)
    {
        using var source = new Subject<Sample<double>>();
        var results = new List<Sample<double>>();
        using var subscription = source.Through(pipeline).Subscribe(results.Add);
        foreach (var sample in record)
            source.OnNext(sample);
        source.OnCompleted();
        return results;
    }

    // Blocks and single samples by turns.
    private static IEnumerable<Sample<double>> Cut(SignalPipeline pipeline, Sample<double>[] record, Random random, int most)
    {
        var results = new SampleColumns();
        var processor = pipeline.Start(results);
        var columns = Record.Columns(record);
        for (var start = 0; start < record.Length;)
        {
            var length = Math.Min(random.Next(most + 1), record.Length - start);
            processor.Push(columns.Block.Slice(start, length));
            start += length;
            if (start < record.Length)
                processor.Push(record[start++]);
        }

        processor.Complete();
        return Record.Samples(results);
    }

    private static void Finish(SignalProcessor processor, ReadOnlySpan<Sample<double>> rest)
    {
        PushAll(processor, rest);
        processor.Complete();
    }

    private static void PushAll(SignalProcessor processor, ReadOnlySpan<Sample<double>> samples)
    {
        foreach (ref readonly var sample in samples)
            processor.Push(sample);
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
