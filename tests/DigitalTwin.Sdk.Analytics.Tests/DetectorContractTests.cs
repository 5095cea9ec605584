using FsCheck.Xunit;
using static DigitalTwin.Sdk.Analytics.Tests.Samples;

namespace DigitalTwin.Sdk.Analytics.Tests;

/// <summary>What holds for every detector.</summary>
public class DetectorContractTests
{
    private static readonly string[] AllKinds = ["cusum", "cusum learned", "robust z"];

    public static TheoryData<string> Kinds => [.. AllKinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_is_allocated_per_sample_nor_per_save(string kind)
    {
        var monitor = new AnomalyMonitor("residual", Make(kind), _ => { });
        var values = Noise(5).Take(1000).ToArray();
        for (var i = 0; i < 1000; i++)
            monitor.Update(At(i, values[i] * 0.1));

        var next = 1000;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var end = next + 50_000; next < end; next++)
                monitor.Update(new Sample<double>(0.1 * values[next % 1000], Start.Ticks + (next * 10_000_000L), 0, next % 9 == 0 ? Quality.Bad : Quality.Good));
        }));
    }

    [Property(MaxTest = 200)]
    public void A_restored_detector_goes_on_bit_for_bit(byte kindIndex, byte splitAt, FsCheck.NormalFloat[] numbers, byte[] kinds)
    {
        var kind = AllKinds[kindIndex % AllKinds.Length];
        Quality[] qualities = [Quality.Good, Quality.Good, Quality.Uncertain, Quality.Bad];
        var samples = numbers.Zip(kinds).Select((p, i) => At(i / 3.0, p.First.Get, qualities[p.Second % 4])).ToList();
        var split = samples.Count == 0 ? 0 : splitAt % samples.Count;
        var original = Make(kind);
        foreach (var sample in samples[..split])
            original.Update(sample);
        var state = new DetectorState();
        original.Save(state);
        var restored = Make(kind);
        restored.Restore(state);

        Assert.All(samples[split..], s => Assert.Equal(original.Update(s), restored.Update(s)));
    }

    [Fact]
    public void A_state_of_another_kind_or_with_other_parameters_is_refused()
    {
        var state = new DetectorState();
        new Cusum(drift: 0.5).Save(state);

        Assert.Throws<ArgumentException>(() => new Cusum(drift: 0.25).Restore(state));
        Assert.Throws<ArgumentException>(() => new RobustZ(5).Restore(state));
        Assert.Throws<ArgumentException>(() => new Cusum().Restore(new DetectorState()));
        Assert.Throws<ArgumentException>(() => new Cusum().Restore(new DetectorState("cusum", state.Parameters, [1, 2])));
    }

    private static IDetector Make(string kind) => kind switch
    {
        "cusum" => new Cusum(drift: 0.5, threshold: 5),
        "cusum learned" => new Cusum(0.5, 1e6, WarmUp.Samples(3), InputScale.LearnedInWarmUp),
        _ => new RobustZ(window: 21, threshold: 1e6),
    };
}
