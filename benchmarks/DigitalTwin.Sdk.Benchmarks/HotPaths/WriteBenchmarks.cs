using BenchmarkDotNet.Attributes;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Ways into twin state, in a graph small enough for the caches: instructions, not memory.</summary>
public class WriteBenchmarks
{
    private const int Twins = 64;
    private readonly TwinGraph _graph = new();
    private readonly Property<double>[] _handles = new Property<double>[Twins];
    private readonly string[] _ids = new string[Twins];
    private readonly string[] _names = [.. Enumerable.Repeat("flow", Twins)];
    private readonly Sample<double>[] _batch = new Sample<double>[Twins];
    private ChangeSubscription? _subscription;
    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    /// <summary>Whether a subscriber takes every change; its work on another core is not counted, its effect on the writer is.</summary>
    [Params(false, true)]
    public bool Subscribed { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < Twins; i++)
        {
            _ids[i] = $"twin-{i}";
            _handles[i] = _graph.Add(_ids[i]).AddProperty("flow", Units.CubicMetrePerHour);
        }

        if (Subscribed)
            _subscription = _graph.Changes.Subscribe(static _ => { }, new ChangeFeedOptions { Kinds = TwinChangeKind.Updated, Overflow = OverflowPolicy.Wait });
    }

    [GlobalCleanup]
    public void Cleanup() => _subscription?.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Twins)]
    public void ByHandle()
    {
        foreach (var handle in _handles)
        {
            _ticks++;
            var sample = new Sample<double>(_ticks & 0xFFFF, _ticks, _ticks, Quality.Good);
            handle.Report(in sample, ChangeOrigin.Sensor);
        }
    }

    [Benchmark(OperationsPerInvoke = Twins)]
    public void InBatches()
    {
        for (var i = 0; i < Twins; i++)
        {
            _ticks++;
            _batch[i] = new Sample<double>(_ticks & 0xFFFF, _ticks, _ticks, Quality.Good);
        }

        _graph.Report<double>(_handles, _batch, ChangeOrigin.Sensor);
    }

    [Benchmark(OperationsPerInvoke = Twins)]
    public void ByIdInBatches()
    {
        for (var i = 0; i < Twins; i++)
        {
            _ticks++;
            _batch[i] = new Sample<double>(_ticks & 0xFFFF, _ticks, _ticks, Quality.Good);
        }

        _graph.Report<double>(_ids, _names, _batch, ChangeOrigin.Sensor);
    }

    [Benchmark(OperationsPerInvoke = Twins)]
    public void ById()
    {
        foreach (var id in _ids)
        {
            _ticks++;
            var sample = new Sample<double>(_ticks & 0xFFFF, _ticks, _ticks, Quality.Good);
            _graph.Report(id, "flow", in sample, ChangeOrigin.Sensor);
        }
    }
}
