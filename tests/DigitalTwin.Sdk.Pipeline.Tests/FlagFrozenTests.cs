using System.Reactive.Subjects;
using FsCheck.Xunit;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>A signal that does not follow what drives it.</summary>
public sealed class FlagFrozenTests
{
    private static readonly FrozenRule Rule = new(after: Seconds(5), resolution: 0.1, driverChange: 50, driverMaxAge: Seconds(2));

    [Fact]
    public void A_signal_that_stands_still_while_its_driver_moves_is_frozen()
    {
        // The speed goes up by 100 at second 13 and the flow does not follow.
        var outputs = Run(Enumerable.Range(0, 20).Select(i => At(i, 7 + (0.01 * (i % 2)))), Enumerable.Range(0, 20).Select(i => At(i, i < 13 ? 1000 : 1100)));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => (double)i), outputs.Select(SecondsOf));
        Assert.Equal(Enumerable.Range(13, 7).Select(i => (double)i), outputs.Where(s => s.Quality == (Quality.Uncertain | Quality.Frozen)).Select(SecondsOf));
        Assert.All(outputs.Take(13), s => Assert.Equal(Quality.Good, s.Quality));
    }

    [Fact]
    public void A_calm_process_is_not_frozen()
    {
        Assert.All(Run(Enumerable.Range(0, 60).Select(i => At(i, 7)), Enumerable.Range(0, 60).Select(i => At(i, 1000 + (i % 3)))), s => Assert.True(s.Quality.IsGood));
    }

    [Fact]
    public void A_signal_that_follows_is_not_frozen()
    {
        Assert.All(Run(Enumerable.Range(0, 60).Select(i => At(i, i / 4)), Enumerable.Range(0, 60).Select(i => At(i, 100 * i))), s => Assert.True(s.Quality.IsGood));
    }

    [Fact]
    public void Of_a_driver_that_is_bad_or_silent_nothing_is_known()
    {
        var still = Enumerable.Range(0, 30).Select(i => At(i, 7)).ToArray();

        Assert.All(Run(still, Enumerable.Range(0, 30).Select(i => At(i, 100 * i, Quality.Bad))), s => Assert.True(s.Quality.IsGood));
        Assert.All(Run(still, [At(0, 0), At(1, 10)]), s => Assert.True(s.Quality.IsGood));
    }

    [Property(MaxTest = 60)]
    public void Results_do_not_depend_on_the_face_and_a_restored_processor_goes_on(int seed, byte at)
    {
        var random = new Random(seed);
        var signal = Record.Make(seed, 150);
        var driver = Record.Make(seed + 1, 150).Select(s => s with { Value = s.Value * 40 }).ToArray();
        var rule = FrozenRule.FromJson(Rule.ToJson());
        Assert.Equal((Rule, Rule.Hash), (rule, rule.Hash));
        var (streamed, pushed, forked, blocks) = (new List<Sample<double>>(), new List<Sample<double>>(), new List<Sample<double>>(), new List<Sample<double>>());
        using var first = new Subject<Sample<double>>();
        using var second = new Subject<Sample<double>>();
        using var log = first.FlagFrozen(second, rule).Subscribe(streamed.Add);
        var (processor, other) = (rule.Start(pushed.Add), rule.Start(blocks.Add));
        FrozenProcessor? fork = null;
        for (var i = 0; i < 150; i += 5)
        {
            foreach (var sample in signal[i..(i + 5)])
            {
                first.OnNext(sample);
                processor.Push(sample);
                fork?.Push(sample);
            }

            foreach (var sample in driver[i..(i + 5)])
            {
                second.OnNext(sample);
                processor.PushDriver(sample);
                fork?.PushDriver(sample);
            }

            other.Push(Record.Columns(signal[i..(i + 5)]).Block);
            other.PushDriver(Record.Columns(driver[i..(i + 5)]).Block);
            if (fork is not null || i < at % 150)
                continue;
            forked.AddRange(pushed);
            fork = processor.Fork(forked.Add);
        }

        processor.Complete();
        fork?.Complete();
        other.Complete();
        first.OnCompleted();
        second.OnCompleted();
        Assert.Equal(pushed, streamed);
        Assert.Equal(pushed, blocks);
        if (fork is not null)
            Assert.Equal(pushed, forked);
    }

    [Fact]
    public void Nothing_is_allocated_per_sample()
    {
        var count = 0;
        var processor = Rule.Start(_ => count++);
        var next = 0;
        Push(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Push(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(processor.Statistics.Flagged > 5000);

        void Push(int samples)
        {
            for (var end = next + samples; next < end; next++)
            {
                var ticks = Start.Ticks + (next * TimeSpan.TicksPerSecond);
                processor.Push(new Sample<double>(1, ticks, ticks, Quality.Good));
                processor.PushDriver(new Sample<double>(next % 100, ticks, ticks, Quality.Good));
            }
        }
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrozenRule(TimeSpan.Zero, 0, 1, Seconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrozenRule(Seconds(1), -1, 1, Seconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrozenRule(Seconds(1), 0, 0, Seconds(1)));
        Assert.Throws<FormatException>(() => FrozenRule.FromJson("{}"));
        Assert.Throws<FormatException>(() => Rule.Start(_ => { }).Restore(new FrozenRule(Seconds(6), 0.1, 50, Seconds(2)).Start(_ => { }).Save()));
    }

    private static List<Sample<double>> Run(IEnumerable<Sample<double>> signal, IEnumerable<Sample<double>> driver)
    {
        var results = new List<Sample<double>>();
        var processor = Rule.Start(results.Add);
        foreach (var sample in driver)
            processor.PushDriver(sample);
        foreach (var sample in signal)
            processor.Push(sample);
        processor.Complete();
        return results;
    }
}
