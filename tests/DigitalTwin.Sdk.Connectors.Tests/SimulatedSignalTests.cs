using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Connectors.Tests;

public sealed class SimulatedSignalTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Parts_add_up_to_what_their_formulas_say()
    {
        var signal = SimulatedSignal.Constant(250).Sine(amplitude: 20, period: TimeSpan.FromSeconds(8), phase: 0.5).Ramp(perSecond: 0.25);

        foreach (var (sample, i) in signal.Samples(Start, Second, seed: 1).Take(100).Select((s, i) => (s, i)))
        {
            Assert.Equal((Start.AddSeconds(i), Start.AddSeconds(i), Quality.Good), (sample.Time, sample.ArrivalTime, sample.Quality));
            Assert.Equal(250 + (20 * Math.Sin((Math.PI * i / 4) + 0.5)) + (0.25 * i), sample.Value, 1e-9);
        }
    }

    [Fact]
    public void Noise_is_normal_and_a_walk_spreads_with_the_root_of_time()
    {
        var noise = Values(SimulatedSignal.Constant(5).Noise(2), 40_000);
        var mean = noise.Average();
        var deviation = Math.Sqrt(noise.Sum(v => Math.Pow(v - mean, 2)) / noise.Length);

        // Four standard errors, and the shares of a normal distribution within one and two deviations.
        Assert.Equal(5, mean, 4 * 2 / Math.Sqrt(noise.Length));
        Assert.Equal(2, deviation, 4 * 2 / Math.Sqrt(2 * noise.Length));
        Assert.Equal(0.6827, noise.Count(v => Math.Abs(v - 5) < 2) / (double)noise.Length, 0.01);
        Assert.Equal(0.9545, noise.Count(v => Math.Abs(v - 5) < 4) / (double)noise.Length, 0.005);

        var ends = Enumerable.Range(0, 2000).Select(seed => SimulatedSignal.Constant(0).RandomWalk(0.5).Samples(Start, TimeSpan.FromSeconds(4), seed).Skip(25).First().Value).ToArray();
        Assert.Equal(0.5 * Math.Sqrt(100), Math.Sqrt(ends.Sum(v => v * v) / ends.Length), 0.4);
        Assert.Equal(0, ends.Average(), 4 * 5 / Math.Sqrt(ends.Length));
    }

    [Property(MaxTest = 50)]
    public void The_same_seed_gives_the_same_and_a_fault_more_changes_nothing_else(long seed)
    {
        var plain = SimulatedSignal.Constant(10).Noise(1).Spikes(share: 0.05, size: 100);
        var expected = plain.Samples(Start, Second, seed).Take(500).ToArray();

        Assert.Equal(expected, plain.Samples(Start, Second, seed).Take(500));
        Assert.NotEqual(expected.Select(s => s.Value), plain.Samples(Start, Second, unchecked(seed + 1)).Take(500).Select(s => s.Value));

        var dropped = plain.Drop(share: 0.2).Samples(Start, Second, seed).TakeWhile(s => s.Time < Start.AddSeconds(500)).ToArray();
        Assert.InRange(dropped.Length, 300, 480);
        Assert.All(dropped, s => Assert.Contains(s, expected));
        var reordered = plain.Reorder(share: 0.1, by: TimeSpan.FromSeconds(2.5)).Samples(Start, Second, seed).Take(520).ToArray();
        Assert.Equal(expected.Select(s => (s.Ticks, s.Value)), reordered.OrderBy(s => s.Ticks).Take(500).Select(s => (s.Ticks, s.Value)));
        Assert.Equal(reordered.Order(Comparer<Sample<double>>.Create((a, b) => a.ArrivalTicks.CompareTo(b.ArrivalTicks))), reordered);
        Assert.Contains(reordered.Zip(reordered.Skip(1)), p => p.Second.Ticks < p.First.Ticks);
    }

    [Fact]
    public void Faults_that_last_hold_from_their_first_time_up_to_their_last()
    {
        Func<double, TimeSpan> time = TimeSpan.FromSeconds;
        var signal = SimulatedSignal.Constant(0).Ramp(perSecond: 1)
            .Freeze(from: time(10), until: time(20))
            .Drift(perHour: 3600, from: time(30), until: time(40))
            .ClockSkew(by: time(-5), from: time(50), until: time(60))
            .Silence(from: time(70), until: time(80));

        var samples = signal.Samples(Start, Second, seed: 1).TakeWhile(s => s.ArrivalTime < Start.AddSeconds(100)).ToDictionary(s => (s.ArrivalTime - Start).TotalSeconds);

        Assert.All(samples, p => Assert.Equal(p.Key is >= 10 and < 20 ? 9 : p.Key is >= 30 and < 40 ? p.Key + (p.Key - 30) : p.Key, p.Value.Value, 1e-9));
        Assert.All(samples, p => Assert.Equal(p.Key is >= 50 and < 60 ? -5 : 0, (p.Value.Time - p.Value.ArrivalTime).TotalSeconds));
        Assert.Equal(Enumerable.Range(0, 70).Concat(Enumerable.Range(80, 20)).Select(i => (double)i), samples.Keys.Order());
    }

    [Fact]
    public void Shares_are_kept()
    {
        var samples = SimulatedSignal.Constant(0).Spikes(share: 0.1, size: 7).Duplicate(share: 0.05).Samples(Start, Second, seed: 3).Take(50_000).ToArray();
        var single = samples.DistinctBy(s => s.Ticks).ToArray();

        Assert.Equal(0.1, single.Count(s => s.Value != 0) / (double)single.Length, 0.01);
        Assert.Equal(0.5, single.Count(s => s.Value > 0) / (double)single.Count(s => s.Value != 0), 0.03);
        Assert.Equal(0.05, (samples.Length - single.Length) / (double)single.Length, 0.005);
    }

    [Fact]
    public void A_function_that_throws_or_gives_no_number_is_a_bad_sample()
    {
        var signal = SimulatedSignal.Of(t => t.TotalSeconds switch { 1 => throw new InvalidOperationException(), 2 => double.NaN, 3 => double.PositiveInfinity, var s => s });

        var samples = signal.Samples(Start, Second, seed: 1).Take(5).ToArray();

        Assert.Equal([true, false, false, false, true], samples.Select(s => s.Quality.IsGood));
        Assert.All(samples[1..4], s => Assert.True(s.Quality.IsBad && s.Quality.Has(Quality.ComputationError)));
    }

    [Fact]
    public void A_signal_of_which_nothing_arrives_ends_with_the_calendar()
    {
        Assert.Empty(SimulatedSignal.Constant(1).Drop(share: 1).Samples(DateTimeOffset.MaxValue.AddDays(-300), TimeSpan.FromDays(1), seed: 1));
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        var signal = SimulatedSignal.Constant(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => SimulatedSignal.Constant(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => signal.Sine(1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => signal.Noise(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => signal.Noise(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => signal.Spikes(1.1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => signal.Drop(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => signal.Freeze(Second, Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => signal.Silence(-Second, Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => signal.ClockSkew(TimeSpan.FromDays(2), Second, 2 * Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => signal.Reorder(0.1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => signal.Samples(Start, TimeSpan.Zero, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => signal.Reorder(0.1, TimeSpan.FromDays(1)).Samples(Start, Second, 1));
    }

    private static double[] Values(SimulatedSignal signal, int count) => [.. signal.Samples(Start, Second, seed: 42).Take(count).Select(s => s.Value)];
}
