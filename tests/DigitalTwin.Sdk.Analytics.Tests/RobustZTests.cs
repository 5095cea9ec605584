using FsCheck.Xunit;
using static DigitalTwin.Sdk.Analytics.Tests.Samples;

namespace DigitalTwin.Sdk.Analytics.Tests;

public class RobustZTests
{
    [Fact]
    public void The_score_is_that_worked_by_hand()
    {
        // 1 2 3 4 5: median 3, MAD 1.
        var scores = new RobustZ(window: 5, threshold: 3.5).Run(1, 2, 3, 4, 5, 9, -2);

        Assert.Equal(6 / 1.4826, scores[5].Score!.Value, 1e-12);
        Assert.Equal((ShiftDirection.Up, true), (scores[5].Direction, scores[5].IsActive));

        // The 9 has not entered the window; the -2 is nearer than the threshold but not below half of it, so the anomaly stays.
        Assert.Equal(5 / 1.4826, scores[6].Score!.Value, 1e-12);
        Assert.Equal((ShiftDirection.Down, true), (scores[6].Direction, scores[6].IsActive));
    }

    [Fact]
    public void Nothing_alarms_until_the_window_is_full()
    {
        var scores = new RobustZ(window: 5).Run(1, 1000, -1000, 5, 1e300, 3);

        Assert.All(scores[..5], s => Assert.True(s is { IsWarmingUp: true, IsActive: false, Score: null }));
        Assert.False(scores[5].IsWarmingUp);
    }

    [Fact]
    public void A_longer_warm_up_is_kept()
    {
        var scores = new RobustZ(5, warmUp: WarmUp.Lasting(TimeSpan.FromSeconds(8))).Run(Noise(1).Take(12));

        Assert.Equal(8, scores.FindIndex(s => !s.IsWarmingUp));
    }

    [Fact]
    public void An_anomaly_that_lasts_does_not_become_the_new_usual_until_told_so()
    {
        var detector = new RobustZ(window: 31, threshold: 5);
        var scores = detector.Run([.. Noise(2).Take(100), .. Noise(3).Take(500).Select(v => v + 20), .. Noise(4).Take(20)]);

        Assert.All(scores[..100], s => Assert.False(s.IsActive));
        Assert.All(scores[100..600], s => Assert.True(s.IsActive));
        Assert.False(scores[^1].IsActive);

        detector.Reset();
        Assert.True(detector.Update(At(1000, 20)).IsWarmingUp);
    }

    [Fact]
    public void A_signal_that_stood_still_scores_by_the_resolution_or_infinitely()
    {
        var still = Enumerable.Repeat(7.0, 5).ToArray();

        Assert.Equal(double.PositiveInfinity, new RobustZ(5).Run([.. still, 7.1])[^1].Score);
        Assert.Equal(0, new RobustZ(5).Run([.. still, 7])[^1].Score);
        Assert.Equal(0.1 / (1.4826 * 0.5), new RobustZ(5, resolution: 0.5).Run([.. still, 7.1])[^1].Score!.Value, 1e-12);
    }

    [Fact]
    public void Samples_that_cannot_be_used_give_no_score_and_change_nothing()
    {
        var detector = new RobustZ(5);
        detector.Run(1, 2, 3, 4, 5);

        foreach (var sample in new[] { At(9, 50, Quality.Bad), At(9, double.NaN), default, At(4, 50), At(-1, 50) })
            Assert.Equal(new AnomalyScore(null, 3.5, ShiftDirection.None, IsActive: false, IsWarmingUp: true), detector.Update(sample));

        Assert.Equal(1 / 1.4826, detector.Update(At(86400, 4)).Score!.Value, 1e-12);
    }

    [Property(MaxTest = 200)]
    public void The_score_equals_the_definition_over_any_values(FsCheck.NonNegativeInt size, int[] numbers)
    {
        var capacity = 5 + (size.Get % 20);
        var values = numbers.Select(n => n % 9 / 4.0).ToArray();

        // A threshold that is never passed, so that every sample enters the window.
        var scores = new RobustZ(capacity, threshold: 1e9, resolution: 0.01).Run(values);

        for (var i = capacity; i < values.Length; i++)
        {
            var last = values[(i - capacity)..i];
            var median = MedianOf(last);
            var sigma = 1.4826 * Math.Max(MedianOf(last.Select(v => Math.Abs(v - median))), 0.01);
            Assert.Equal(Math.Abs(values[i] - median) / sigma, scores[i].Score!.Value, 1e-9);
        }
    }

    [Theory]
    [InlineData(4, 3, 0)]
    [InlineData(15, 0, 0)]
    [InlineData(15, 3, double.NaN)]
    public void A_number_outside_its_range_is_refused_at_once(int window, double threshold, double resolution) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RobustZ(window, threshold, resolution));

    private static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (0.5 * sorted[middle - 1]) + (0.5 * sorted[middle]);
    }
}
