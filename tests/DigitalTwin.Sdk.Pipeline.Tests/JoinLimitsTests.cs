using System.Reactive.Subjects;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>Joins and votes at their limits: silent partners, full memory, subscribers that throw.</summary>
public sealed class JoinLimitsTests
{
    [Fact]
    public void A_silent_driver_costs_no_sample_of_the_signal_however_long_it_may_be_waited_for()
    {
        var given = new List<Sample<double>>();
        var processor = new FrozenRule(after: Seconds(30), resolution: 0.1, driverChange: 50, driverMaxAge: TimeSpan.FromMinutes(10)).Start(given.Add);

        for (var i = 0; i < 20_000; i++)
            processor.Push(At(i / 10.0, i));
        processor.Complete();

        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => (double)i), given.Select(s => s.Value));
        Assert.All(given, s => Assert.Equal(Quality.Good, s.Quality));
    }

    [Fact]
    public void A_dead_sensor_takes_no_vote_from_the_healthy_ones_however_long_it_may_be_waited_for()
    {
        var votes = new List<Sample<double>>();
        var processor = new SensorVote(VotingRule.TwoOutOfThree, tolerance: 0.5, maxAge: TimeSpan.FromMinutes(10)).Start(3, votes.Add);

        processor.Push(2, At(0, 7));
        for (var i = 0; i < 20_000; i++)
        {
            processor.Push(0, At(i / 10.0, 10));
            processor.Push(1, At(i / 10.0, 10.2));
        }

        processor.Complete();

        Assert.Equal(20_000, votes.Count);
        Assert.All(votes, v => Assert.Equal((10.1, Quality.Good), (Math.Round(v.Value, 9), v.Quality)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void Two_out_of_three_is_for_three(int sensors)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new SensorVote(VotingRule.TwoOutOfThree, 0.5, Seconds(5)).Start(sensors, _ => { }));
        Assert.Contains("must be 3", error.Message, StringComparison.Ordinal);
        var streams = Enumerable.Range(0, sensors).Select(_ => new Subject<Sample<double>>()).ToArray();
        Assert.Throws<ArgumentOutOfRangeException>(() => streams.Vote(VotingRule.TwoOutOfThree, 0.5, Seconds(5)));
    }

    [Fact]
    public void Of_two_pairs_equally_close_the_middle_decides()
    {
        var votes = new List<Sample<double>>();
        var processor = new SensorVote(VotingRule.TwoOutOfThree, tolerance: 2, maxAge: Seconds(5)).Start(3, votes.Add);
        for (var sensor = 0; sensor < 3; sensor++)
            processor.Push(sensor, At(0, 10 + sensor));
        processor.Complete();

        Assert.Equal((11.0, Quality.Good), (votes.Single().Value, votes.Single().Quality));
    }

    [Fact]
    public void What_comes_after_a_later_vote_is_counted_late_and_still_counts_for_the_next()
    {
        var votes = new List<Sample<double>>();
        var processor = new SensorVote(VotingRule.Median, tolerance: 5, maxAge: Seconds(60)).WaitAtMost(Seconds(2)).Start(2, votes.Add);
        for (var i = 0; i < 10; i++)
            processor.Push(0, At(i, 1));
        for (var i = 0; i < 10; i++)
            processor.Push(1, At(i + 0.5, 3));
        processor.Complete();

        Assert.Equal(20, votes.Count + processor.Statistics.Late);
        Assert.True(processor.Statistics.Late > 0);
        Assert.Equal(votes.Select(v => v.Ticks).Order(), votes.Select(v => v.Ticks));
        Assert.Equal(2, votes[^1].Value);
    }

    [Theory]
    [InlineData("join")]
    [InlineData("vote")]
    [InlineData("frozen")]
    public void A_subscriber_that_throws_loses_that_row_only(string kind)
    {
        var (first, second) = (new Subject<Sample<double>>(), new Subject<Sample<double>>());
        var (taken, completed) = (new List<double>(), 0);
        var thrower = new Thrower(taken, () => completed++);
        using var log = kind switch
        {
            "join" => first.JoinWith(second, SignalJoin.AsOf(Seconds(5))).Subscribe(thrower),
            "vote" => new[] { first, second }.Vote(VotingRule.Median, 0.5, Seconds(5)).Subscribe(thrower),
            _ => first.FlagFrozen(second, new FrozenRule(Seconds(30), 0.1, 50, Seconds(10))).Subscribe(thrower),
        };

        for (var i = 0; i < 10; i++)
        {
            Try(() => second.OnNext(At(i, i)));
            Try(() => first.OnNext(At(i, i)));
        }

        Try(first.OnCompleted);
        Try(second.OnCompleted);

        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 8, 9], taken);
        Assert.Equal(1, completed);
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (InvalidOperationException)
        {
            // The subscriber's own.
        }
    }

    private sealed class Thrower(List<double> taken, Action onCompleted) : IObserver<Sample<double>>, IObserver<JoinedSample>
    {
        public void OnNext(Sample<double> value)
        {
            if (value.Value == 4)
                throw new InvalidOperationException("boom");
            taken.Add(value.Value);
        }

        public void OnNext(JoinedSample value) => OnNext(value.First);

        public void OnError(Exception error) => throw error;

        public void OnCompleted() => onCompleted();
    }

    [Fact]
    public void After_a_failed_input_nothing_more_comes()
    {
        var (first, second) = (new Subject<Sample<double>>(), new Subject<Sample<double>>());
        var (rows, failures, completed) = (0, 0, 0);
        using var log = first.JoinWith(second, SignalJoin.AsOf(Seconds(5))).Subscribe(_ => rows++, _ => failures++, () => completed++);
        second.OnNext(At(0, 1));
        second.OnError(new InvalidOperationException("boom"));
        first.OnNext(At(0, 1));
        first.OnCompleted();

        Assert.Equal((0, 1, 0), (rows, failures, completed));
    }
}
