using Microsoft.Extensions.Time.Testing;
using static DigitalTwin.Sdk.Analytics.Tests.Samples;

namespace DigitalTwin.Sdk.Analytics.Tests;

public class DetectAnomaliesTests
{
    private readonly TwinGraph _graph = new(new TwinGraphOptions { TimeProvider = new FakeTimeProvider(Start) });
    private readonly List<Finding> _findings = [];
    private readonly List<Sample<double>> _speeds = [];

    [Fact]
    public async Task A_shift_in_a_signal_is_found_reported_and_acted_upon()
    {
        var head = _graph.Add("pump-101").AddProperty("headResidual", Units.Metre);
        var builder = new TwinRuntimeBuilder(_graph);
        var wear = builder.DetectAnomalies(builder.Signal(head), new Cusum(drift: 0.5, threshold: 5), _findings.Add);
        wear.Select(a => a.IsActive ? 1200.0 : 1450.0).Subscribe(_speeds.Add);

        await using var runtime = await builder.StartAsync();
        for (var i = 0; i < 8; i++)
            await runtime.PostAsync(head, At(i, i < 4 ? 0 : -2.5));
        await runtime.DrainAsync();

        Assert.Equal([1450, 1450, 1450, 1450, 1450, 1450, 1200, 1200], _speeds.Select(s => s.Value));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => Start.AddSeconds(i)), _speeds.Select(s => s.Time));
        var finding = Assert.Single(_findings);
        Assert.Equal((FindingKind.Raised, ShiftDirection.Down, Start.AddSeconds(6)), (finding.Kind, finding.Score.Direction, finding.Time));
        Assert.Contains("pump-101", finding.Signal, StringComparison.Ordinal);
        Assert.Equal(finding.Score, finding.Evidence.Replay(new Cusum(drift: 0.5, threshold: 5)));
    }

    [Fact]
    public async Task A_bad_sample_gives_a_bad_verdict_and_keeps_the_alarm()
    {
        var head = _graph.Add("pump-101").AddProperty("headResidual", Units.Metre);
        var builder = new TwinRuntimeBuilder(_graph);
        var scores = new List<Sample<AnomalyScore>>();
        builder.DetectAnomalies(builder.Signal(head), new Cusum(), _findings.Add).Subscribe(scores.Add);

        await using var runtime = await builder.StartAsync();
        await runtime.PostAsync(head, At(0, 9));
        await runtime.PostAsync(head, At(1, 9, Quality.Bad | Quality.CommLoss));
        await runtime.DrainAsync();

        Assert.Equal([Quality.Good, Quality.Bad | Quality.CommLoss], scores.Select(s => s.Quality));
        Assert.All(scores, s => Assert.True(s.Value.IsActive));
        Assert.Null(scores[1].Value.Score);
        Assert.Single(_findings);
    }

    [Fact]
    public async Task A_detector_that_throws_makes_that_one_verdict_bad()
    {
        var head = _graph.Add("pump-101").AddProperty("headResidual", Units.Metre);
        var builder = new TwinRuntimeBuilder(_graph);
        var scores = new List<Sample<AnomalyScore>>();
        builder.DetectAnomalies(builder.Signal(head), new Throwing()).Subscribe(scores.Add);

        await using var runtime = await builder.StartAsync();
        await runtime.PostAsync(head, At(0, 1));
        await runtime.PostAsync(head, At(1, 13));
        await runtime.PostAsync(head, At(2, 2));
        await runtime.DrainAsync();

        Assert.Equal([Quality.Good, Quality.Bad | Quality.ComputationError, Quality.Good], scores.Select(s => s.Quality));
    }

    private sealed class Throwing : IDetector
    {
        public AnomalyScore Update(in Sample<double> sample) => sample.Value == 13
            ? throw new InvalidOperationException()
            : new AnomalyScore(sample.Value, 10, ShiftDirection.Up, IsActive: false, IsWarmingUp: false);

        public void Save(DetectorState state) => state.Write("throwing", new Dictionary<string, double>(), 0);

        public void Restore(DetectorState state)
        {
        }
    }
}
