using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>Joins by event time and votes.</summary>
public sealed class JoinTests : IDisposable
{
    private readonly Subject<Sample<double>> _first = new();
    private readonly Subject<Sample<double>> _second = new();
    private readonly Subject<Sample<double>> _third = new();

    [Fact]
    public void A_row_has_the_other_signal_as_of_its_time()
    {
        var rows = Joined(SignalJoin.AsOf(maxAge: Seconds(5)));

        Assert.Equal([(0, double.NaN), (2, 10), (4, 40), (20, 40)], rows.Select(r => (SecondsOf(r.First), r.Second.Value)));
        Assert.Equal([Quality.NoData, Quality.Good, Quality.Good, Quality.Bad | Quality.Stale], rows.Select(r => r.Quality));
    }

    [Property(MaxTest = 100)]
    public void Whole_records_join_and_vote_as_their_samples_do_in_order_of_time(int seed)
    {
        var random = new Random(seed);
        SampleColumns[] records = [.. Enumerable.Range(0, 3).Select(_ => RecordOf(random))];
        var inOrder = records.SelectMany((record, place) => Record.Samples(record).Select(sample => (Place: place, Sample: sample))).OrderBy(s => s.Sample.Ticks).ThenBy(s => s.Place).ToList();

        foreach (var join in new[] { SignalJoin.AsOf(Seconds(3)), SignalJoin.Nearest(Seconds(3)), SignalJoin.Linear(Seconds(3)), SignalJoin.AsOf(Seconds(3)).WaitAtMost(Seconds(0.5)) })
        {
            var expected = records.Select(_ => new List<Sample<double>>()).ToArray();
            var processor = join.Start(3, (_, row) =>
            {
                for (var i = 0; i < row.Length; i++)
                    expected[i].Add(row[i]);
            });
            inOrder.ForEach(s => processor.Push(s.Place, s.Sample));
            processor.Complete();

            var joined = join.Run(records);

            Assert.Equal(records[0].Count, joined[0].Count);
            Assert.Equal(expected, joined.Select(columns => Record.Samples(columns).ToList()));
        }

        var votes = new List<Sample<double>>();
        var vote = new SensorVote(VotingRule.TwoOutOfThree, tolerance: 0.3, maxAge: Seconds(2));
        var voting = vote.Start(3, votes.Add);
        inOrder.ForEach(s => voting.Push(s.Place, s.Sample));
        voting.Complete();
        Assert.Equal(votes, Record.Samples(vote.Run(records)));
    }

    [Fact]
    public void A_record_of_nothing_joins_to_what_is_not_there()
    {
        var statistics = new StageStatistics("join");
        var joined = SignalJoin.AsOf(Seconds(5)).Run([Record.Columns(EverySecond(1, 2, 3)), new SampleColumns()], statistics);

        Assert.Equal([1, 2, 3], Record.Samples(joined[0]).Select(s => s.Value));
        Assert.Equal([Quality.NoData, Quality.NoData, Quality.NoData], Record.Samples(joined[1]).Select(s => s.Quality));
        Assert.Equal((3L, 0L), (statistics.Received, statistics.Dropped));
        Assert.Throws<ArgumentOutOfRangeException>(() => SignalJoin.AsOf(Seconds(5)).Run([new SampleColumns()]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SignalJoin.AsOf(Seconds(5)).Run([]));
    }

    [Fact]
    public void A_sensor_that_never_speaks_is_told_of_though_two_agree()
    {
        var disagreements = new SideOutput<Disagreement>();
        var told = new List<Disagreement>();
        using var log = disagreements.Subscribe(told.Add);
        var vote = new SensorVote(VotingRule.TwoOutOfThree, tolerance: 0.3, maxAge: Seconds(2));

        var level = vote.Run([Record.Columns(EverySecond(5, 5, 5)), Record.Columns(EverySecond(5, 5, 5)), new SampleColumns()], disagreements);

        Assert.All(Record.Samples(level), s => Assert.Equal((5, Quality.Good), (s.Value, s.Quality)));
        Assert.Equal((2, true), (Assert.Single(told).Sensor, told[0].IsDisagreeing));
        Assert.Equal("2026-01-01 00:00:00Z: sensor 2 disagrees, NaN against 5", told[0].ToString());
    }

    [Fact]
    public void A_row_has_the_nearest_or_the_interpolated_value()
    {
        Assert.Equal([10, 10, 40, 40], Joined(SignalJoin.Nearest(maxDistance: Seconds(30))).Select(r => r.Second.Value));

        var lines = Joined(SignalJoin.Linear(maxGap: Seconds(5)));
        Assert.Equal([double.NaN, 20, 40, 40], lines.Select(r => r.Second.Value));
        Assert.Equal([Quality.NoData, Quality.Good | Quality.Interpolated, Quality.Good, Quality.Bad | Quality.Stale], lines.Select(r => r.Quality));
    }

    [Fact]
    public void A_row_waits_for_the_other_signal_only_so_long()
    {
        var rows = new List<JoinedSample>();
        using var log = _first.JoinWith(_second, SignalJoin.AsOf(Seconds(60)).WaitAtMost(Seconds(3))).Subscribe(rows.Add);

        _first.OnNext(At(1, 1));
        _first.OnNext(At(4, 2));
        Assert.Empty(rows);
        _second.OnNext(At(1, 7));
        Assert.Equal(7, Assert.Single(rows).Second.Value);
        _first.OnNext(At(7.1, 3));
        Assert.Equal([1, 4], rows.Select(r => SecondsOf(r.First)));
    }

    [Fact]
    public void A_lost_link_has_no_value_until_the_next_sample()
    {
        var rows = new List<JoinedSample>();
        using var log = _first.JoinWith(_second, SignalJoin.Linear(Seconds(60))).Subscribe(rows.Add);
        foreach (var sample in new[] { At(0, 5), At(2, 0, Quality.Bad | Quality.CommLoss), At(6, 9) })
            _second.OnNext(sample);
        foreach (var second in new[] { 1, 3, 6 })
            _first.OnNext(At(second, 1));

        Assert.Equal([Quality.Bad | Quality.Stale, Quality.Bad | Quality.CommLoss, Quality.Good], rows.Select(r => r.Second.Quality));
    }

    [Property(MaxTest = 100)]
    public void Rows_do_not_depend_on_which_signal_comes_first_nor_on_blocks_and_a_restored_processor_goes_on(int seed)
    {
        var random = new Random(seed);
        Sample<double>[][] signals = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 100)
            .Select(i => At(i + Math.Round(random.NextDouble(), 1), random.Next(100), random.Next(9) == 0 ? Quality.Bad : Quality.Good)).ToArray())];
        foreach (var join in new[] { SignalJoin.AsOf(Seconds(2)), SignalJoin.Nearest(Seconds(2)), SignalJoin.Linear(Seconds(2)) }.Select(j => j.WaitAtMost(TimeSpan.FromDays(1))))
        {
            var expected = Run(join, [.. Enumerable.Range(0, 3).SelectMany(i => signals[i].Select(s => (i, s)))], random.Next(300));
            var byTime = Run(join, [.. Enumerable.Range(0, 3).SelectMany(i => signals[i].Select(s => (i, s))).OrderBy(s => s.s.Ticks)], random.Next(300));

            var blocks = new List<(long, Sample<double>)>();
            var processor = join.Start(3, (ticks, row) => blocks.AddRange(row.ToArray().Select(s => (ticks, s))));
            for (var i = 2; i >= 0; i--)
                processor.Push(i, Record.Columns(signals[i]).Block);
            processor.Complete();

            Assert.Equal(expected, byTime);
            Assert.Equal(expected, blocks);
        }
    }

    [Fact]
    public void Neither_joins_nor_votes_allocate_per_sample()
    {
        var rows = 0;
        using var join = _first.JoinWith(_second, SignalJoin.Linear(Seconds(5))).Subscribe(_ => rows++);
        using var vote = new[] { _first, _second, _third }.Vote(VotingRule.Median, 1, Seconds(5)).Subscribe(_ => rows++);
        var next = 0;
        Push(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Push(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(rows > 20_000);

        void Push(int count)
        {
            for (var end = next + count; next < end; next++)
            {
                var ticks = Start.Ticks + (next * TimeSpan.TicksPerSecond);
                _first.OnNext(new Sample<double>(1, ticks, ticks, Quality.Good));
                _second.OnNext(new Sample<double>(2, ticks + 1, ticks, Quality.Good));
                _third.OnNext(new Sample<double>(next % 10, ticks, ticks, Quality.Good));
            }
        }
    }

    [Fact]
    public void Two_out_of_three_outvote_the_third_and_it_is_told()
    {
        var disagreements = new SideOutput<Disagreement>();
        var told = new List<Disagreement>();
        using var log = disagreements.Subscribe(told.Add);

        var votes = Voted(VotingRule.TwoOutOfThree, disagreements, (10, 10.3, 10.1), (10, 99, 10.4), (10, 10.1, 50), (1, 20, 40));

        Assert.Equal([10.05, 10.2, 10.05], votes.Take(3).Select(v => Math.Round(v.Value, 9)));
        Assert.Equal([Quality.Good, Quality.Good, Quality.Good, Quality.Bad | Quality.ComputationError], votes.Select(v => v.Quality));
        Assert.Equal([(1, 1, true), (2, 1, false), (2, 2, true), (3, 0, true), (3, 1, true)], told.Select(d => ((int)(d.Time - Start).TotalSeconds, d.Sensor, d.IsDisagreeing)));
    }

    [Fact]
    public void The_median_is_good_while_most_sensors_agree_with_it()
    {
        var votes = Voted(VotingRule.Median, null, (10, 10.2, 10.1), (10, 99, 10.4), (1, 20, 40), (10, double.NaN, 10.2));

        Assert.Equal([10.1, 10.4, 20, 10.1], votes.Select(v => Math.Round(v.Value, 9)));
        Assert.Equal([Quality.Good, Quality.Good, Quality.Uncertain | Quality.Estimated, Quality.Good], votes.Select(v => v.Quality));
    }

    [Fact]
    public void A_dead_sensor_stops_nothing_and_the_last_one_alone_is_uncertain()
    {
        var votes = new List<Sample<double>>();
        using var log = new[] { _first, _second, _third }.Vote(VotingRule.Median, tolerance: 0.5, maxAge: Seconds(3)).Subscribe(votes.Add);
        _second.OnNext(At(0, 10));
        _third.OnNext(At(0, 10));
        for (var i = 0; i < 20; i++)
            _first.OnNext(At(i, 10));

        Assert.Equal(Enumerable.Range(0, 16).Select(i => (double)i), votes.Select(SecondsOf));
        Assert.Equal([Quality.Good, Quality.Good, Quality.Good, Quality.Good], votes.Take(4).Select(v => v.Quality));
        Assert.All(votes.Skip(4), v => Assert.Equal(Quality.Uncertain | Quality.Estimated, v.Quality));
    }

    [Property(MaxTest = 60)]
    public void Votes_do_not_depend_on_the_face_and_a_restored_processor_goes_on(int seed, byte at)
    {
        var random = new Random(seed);
        (int Sensor, Sample<double> Sample)[] samples = [.. Enumerable.Range(0, 200)
            .Select(i => (i % 3, At(i / 3.0, Math.Round(10 + random.NextDouble() + (random.Next(20) == 0 ? 9 : 0), 2), random.Next(15) == 0 ? Quality.Bad : Quality.Good)))];
        foreach (var rule in Enum.GetValues<VotingRule>())
        {
            var vote = new SensorVote(rule, 0.7, Seconds(3)).WaitAtMost(Seconds(2));
            var (streamed, pushed, forked) = (new List<Sample<double>>(), new List<Sample<double>>(), new List<Sample<double>>());
            using (new[] { _first, _second, _third }.Vote(vote).Subscribe(streamed.Add))
            {
                foreach (var (sensor, sample) in samples)
                    (sensor == 0 ? _first : sensor == 1 ? _second : _third).OnNext(sample);
            }

            var (told, toldAgain) = (Told(out var disagreements), Told(out var others));
            var processor = vote.Start(3, pushed.Add, disagreements);
            VoteProcessor? fork = null;
            var restored = SensorVote.FromJson(vote.ToJson()).Start(3, _ => { }, others);
            for (var i = 0; i < samples.Length; i++)
            {
                if (i == at % samples.Length)
                {
                    restored.Restore(processor.Save());
                    toldAgain.AddRange(told);
                    forked.AddRange(pushed);
                    fork = processor.Fork(forked.Add);
                }

                processor.Push(samples[i].Sensor, samples[i].Sample);
                if (fork is null)
                    continue;
                restored.Push(samples[i].Sensor, samples[i].Sample);
            }

            for (var i = at % samples.Length; i < samples.Length; i++)
                fork!.Push(samples[i].Sensor, samples[i].Sample);
            Assert.Equal(pushed, streamed);
            Assert.Equal(pushed, forked);
            Assert.Equal(told.Distinct(), toldAgain);
        }

        static List<Disagreement> Told(out SideOutput<Disagreement> output)
        {
            var told = new List<Disagreement>();
            output = new SideOutput<Disagreement>();
            output.Subscribe(System.Reactive.Observer.Create<Disagreement>(told.Add));
            return told;
        }
    }

    [Fact]
    public void Time_ends_the_wait_for_a_silent_signal()
    {
        var rows = 0;
        var join = SignalJoin.Linear(Seconds(5)).Start(2, (_, _) => rows++);
        join.Push(0, At(1, 1));

        join.AdvanceTo(Start.AddSeconds(6));
        Assert.Equal((0, 1L), (rows, join.Statistics.Waiting));
        join.AdvanceTo(Start.AddSeconds(6.1));
        Assert.Equal(1, rows);
    }

    [Fact]
    public void Json_says_all_and_gives_the_same_again()
    {
        foreach (var join in new[] { SignalJoin.AsOf(Seconds(5)), SignalJoin.Nearest(Seconds(5)).WaitAtMost(Seconds(1)), SignalJoin.Linear(Seconds(5)).KeepAtMost(9) })
            Assert.Equal((join, join.Hash), (SignalJoin.FromJson(join.ToJson()), SignalJoin.FromJson(join.ToJson()).Hash));
        var vote = new SensorVote(VotingRule.Median, 0.5, Seconds(2)).WaitAtMost(Seconds(1)).KeepAtMost(50);
        Assert.Equal(vote, SensorVote.FromJson(vote.ToJson()));

        Assert.Equal("""{"version":1,"join":"asOf","maxGap":"00:00:05","wait":"00:00:05","capacity":4096}""", SignalJoin.AsOf(Seconds(5)).ToJson());
        Assert.Contains("no join 'magic'", Assert.Throws<FormatException>(() => SignalJoin.FromJson("""{"version":1,"join":"magic","maxGap":"00:00:05"}""")).Message, StringComparison.Ordinal);
        Assert.Contains("'tolerance' is missing", Assert.Throws<FormatException>(() => SensorVote.FromJson("""{"version":1,"vote":"Median","maxAge":"00:00:05"}""")).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => SensorVote.FromJson("""{"version":1,"vote":"Median","maxAge":"00:00:05","tolerance":-1}"""));
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SignalJoin.AsOf(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => SignalJoin.AsOf(Seconds(1)).KeepAtMost(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SignalJoin.AsOf(Seconds(1)).Start(1, (_, _) => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new[] { _first }.Vote(VotingRule.Median, 1, Seconds(1)));
        Assert.Throws<FormatException>(() => SignalJoin.AsOf(Seconds(1)).Start(2, (_, _) => { }).Restore(SignalJoin.Linear(Seconds(1)).Start(2, (_, _) => { }).Save()));
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _third.Dispose();
    }

    private static List<JoinedSample> Joined(SignalJoin join)
    {
        var rows = new List<JoinedSample>();
        using var first = new Subject<Sample<double>>();
        using var second = new Subject<Sample<double>>();
        using var log = first.JoinWith(second, join).Subscribe(rows.Add);
        foreach (var sample in new[] { At(1, 10), At(4, 40) })
            second.OnNext(sample);
        foreach (var seconds in new[] { 0, 2, 4, 20 })
            first.OnNext(At(seconds, 1));
        first.OnCompleted();
        second.OnCompleted();
        return rows;
    }

    private List<Sample<double>> Voted(VotingRule rule, SideOutput<Disagreement>? disagreements, params (double, double, double)[] rounds)
    {
        var votes = new List<Sample<double>>();
        using var log = new[] { _first, _second, _third }.Vote(rule, tolerance: 0.5, maxAge: Seconds(3), disagreements).Subscribe(votes.Add);
        for (var i = 0; i < rounds.Length; i++)
        {
            _first.OnNext(At(i, rounds[i].Item1));
            _second.OnNext(At(i, rounds[i].Item2));
            _third.OnNext(At(i, rounds[i].Item3));
        }

        return votes;
    }

    private static List<(long, Sample<double>)> Run(SignalJoin join, (int Input, Sample<double> Sample)[] samples, int cut)
    {
        var rows = new List<(long, Sample<double>)>();
        var processor = join.Start(3, (ticks, row) => rows.AddRange(row.ToArray().Select(s => (ticks, s))));
        for (var i = 0; i < samples.Length; i++)
        {
            if (i == cut)
            {
                var state = processor.Save();
                processor = join.Start(3, (ticks, row) => rows.AddRange(row.ToArray().Select(s => (ticks, s))));
                processor.Restore(state);
            }

            processor.Push(samples[i].Input, samples[i].Sample);
        }

        processor.Complete();
        return rows;
    }

    private static SampleColumns RecordOf(Random random)
    {
        var time = random.NextDouble();
        return Record.Columns([.. Enumerable.Range(0, random.Next(60)).Select(_ => At(time += 0.25 * random.Next(1, 12), random.NextDouble()))]);
    }
}
