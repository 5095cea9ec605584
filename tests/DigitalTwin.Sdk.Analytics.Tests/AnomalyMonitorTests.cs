using static DigitalTwin.Sdk.Analytics.Tests.Samples;

namespace DigitalTwin.Sdk.Analytics.Tests;

public class AnomalyMonitorTests
{
    private readonly List<Finding> _findings = [];

    [Fact]
    public void A_finding_is_raised_once_and_cleared_once()
    {
        var monitor = new AnomalyMonitor("head residual", new Cusum(drift: 0.5, threshold: 5), _findings.Add);

        Feed(monitor, [.. Enumerable.Repeat(2.0, 50), .. Enumerable.Repeat(0.0, 50)]);

        Assert.Equal([FindingKind.Raised, FindingKind.Cleared], _findings.Select(f => f.Kind));
        Assert.Equal(("head residual", Start.AddSeconds(3)), (_findings[0].Signal, _findings[0].Time));
        Assert.Equal(new AnomalyScore(6, 5, ShiftDirection.Up, IsActive: true, IsWarmingUp: false), _findings[0].Score);
    }

    [Fact]
    public void Evidence_shows_the_newest_inputs_the_parameters_and_the_state_before()
    {
        var monitor = new AnomalyMonitor("head residual", new Cusum(drift: 0.5, threshold: 5), _findings.Add, evidenceSamples: 3);

        foreach (var sample in new[] { At(0, 1), At(1, 2), At(2, 99, Quality.Bad), At(3, 7) })
            monitor.Update(sample);

        var evidence = Assert.Single(_findings).Evidence;
        Assert.Equal(
            [new(Start.AddSeconds(1), 2, Quality.Good), new(Start.AddSeconds(2), 99, Quality.Bad), new(Start.AddSeconds(3), 7, Quality.Good)],
            evidence.Inputs);
        Assert.Equal(5, evidence.Threshold);
        Assert.Equal("cusum", evidence.Before.Detector);
        Assert.Equal((0.5, 5), (evidence.Before.Parameters["drift"], evidence.Before.Parameters["threshold"]));
        Assert.Equal(2, evidence.Before.Values[0]);
    }

    [Fact]
    public void A_finding_survives_its_JSON_and_replays_to_the_same_score()
    {
        Feed(new AnomalyMonitor("a", new Cusum(0.5, 5), _findings.Add), [.. Noise(7).Take(40), .. Noise(8).Take(40).Select(v => v + 3)]);
        Feed(new AnomalyMonitor("b", new RobustZ(5), _findings.Add), [7, 7, 7, double.NaN, 7, 7, 7.1, 7, 7, 7]);

        Assert.Equal(["a", "b", "b"], _findings.Select(f => f.Signal));
        foreach (var finding in _findings)
        {
            var back = Finding.FromJson(finding.ToJson());

            Assert.Equal(finding with { Evidence = back.Evidence }, back);
            Assert.Equal(finding.Evidence.Inputs, back.Evidence.Inputs);
            Assert.Equal(finding.Evidence.Before.Values, back.Evidence.Before.Values);
            IDetector again = finding.Signal == "a" ? new Cusum(0.5, 5) : new RobustZ(5);
            Assert.Equal(finding.Score, back.Evidence.Replay(again));
        }
    }

    [Fact]
    public void The_JSON_can_be_read_by_a_person()
    {
        new AnomalyMonitor("head residual", new Cusum(0.5, 5), _findings.Add).Update(At(0, 8, Quality.Uncertain | Quality.Estimated));

        Assert.StartsWith(
            """{"kind":"Raised","signal":"head residual","time":"2026-01-01T00:00:00+00:00","score":{"score":7.5,"threshold":5,"direction":"Up",""",
            _findings[0].ToJson(),
            StringComparison.Ordinal);
        Assert.Contains("""{"time":"2026-01-01T00:00:00+00:00","value":8,"quality":"Estimated, Uncertain"}""", _findings[0].ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"kind":"Raised","signal":"x","time":"2026-01-01T00:00:00Z","score":{"score":1},"evidence":null}""")]
    public void Text_that_is_no_finding_is_refused(string json) => Assert.Throws<FormatException>(() => Finding.FromJson(json));

    [Fact]
    public void A_report_that_throws_costs_nothing_but_itself()
    {
        var monitor = new AnomalyMonitor("x", new Cusum(0.5, 5), _ => throw new InvalidOperationException("report"));

        Assert.True(monitor.Update(At(0, 8)).IsActive);
        Assert.True(monitor.Update(At(1, 8)).IsActive);
        Assert.Equal((1, "report"), (monitor.Errors, monitor.LastError?.Message));
    }

    [Fact]
    public void A_detector_that_throws_costs_one_sample_and_keeps_the_alarm()
    {
        var monitor = new AnomalyMonitor("x", new FailsOn(13), _findings.Add);

        Assert.True(monitor.Update(At(0, 20)).IsActive);
        Assert.True(monitor.Update(At(1, 13)) is { IsActive: true, Score: null });
        Assert.False(monitor.Update(At(2, 0)).IsActive);
        Assert.Equal(1, monitor.Errors);
        Assert.Equal(2, _findings.Count);
    }

    private static void Feed(AnomalyMonitor monitor, double[] values)
    {
        for (var i = 0; i < values.Length; i++)
            monitor.Update(At(i, values[i]));
    }

    private sealed class FailsOn(double value) : IDetector
    {
        public AnomalyScore Update(in Sample<double> sample) => sample.Value == value
            ? throw new InvalidOperationException()
            : new AnomalyScore(sample.Value, 10, ShiftDirection.Up, sample.Value > 10, IsWarmingUp: false);

        public void Save(DetectorState state) => state.Write("fails-on", new Dictionary<string, double>(), 0);

        public void Restore(DetectorState state)
        {
        }
    }
}
