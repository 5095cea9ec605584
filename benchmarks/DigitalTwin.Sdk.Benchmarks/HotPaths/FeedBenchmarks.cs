using BenchmarkDotNet.Attributes;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>From a write to the last of so many subscribers having seen it, 1,000 writes at a time.</summary>
public class FeedBenchmarks
{
    private const int Writes = 1000;
    private readonly List<ChangeSubscription> _subscriptions = [];
    private readonly List<ChangeCounter> _counters = [];
    private Property<double> _flow;
    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private long _written;

    [Params(1, 4)]
    public int Subscribers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var graph = new TwinGraph();
        _flow = graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        for (var i = 0; i < Subscribers; i++)
        {
            _counters.Add(new ChangeCounter());
            _subscriptions.Add(graph.Changes.Subscribe(
                _counters[i],
                new ChangeFeedOptions { Kinds = TwinChangeKind.Updated, Overflow = OverflowPolicy.Wait, WaitLimit = TimeSpan.FromMinutes(1) }));
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _subscriptions.ForEach(s => s.Dispose());

    [Benchmark(OperationsPerInvoke = Writes)]
    public void Deliver()
    {
        for (var i = 0; i < Writes; i++)
        {
            _ticks++;
            var sample = new Sample<double>(_ticks & 0xFFFF, _ticks, _ticks, Quality.Good);
            _flow.Report(in sample, ChangeOrigin.Sensor);
        }

        _written += Writes;
        var spin = default(SpinWait);
        while (_counters.Exists(c => c.Count < _written))
            spin.SpinOnce(sleep1Threshold: -1);
    }
}
