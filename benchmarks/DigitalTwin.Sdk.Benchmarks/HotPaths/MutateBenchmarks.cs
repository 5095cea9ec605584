using BenchmarkDotNet.Attributes;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Atomic changes: one twin's properties in one revision, and two twins together.</summary>
public class MutateBenchmarks
{
    private readonly TwinGraph _graph = new();
    private readonly Twin _pump;
    private readonly Property<double> _flow;
    private readonly Property<double> _head;
    private readonly Twin _tank;
    private readonly Property<double> _level;
    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    /// <summary>Builds the graph.</summary>
    public MutateBenchmarks()
    {
        _pump = _graph.Add("pump");
        _flow = _pump.AddProperty("flow", Units.CubicMetrePerHour);
        _head = _pump.AddProperty("head", Units.Metre);
        _tank = _graph.Add("tank");
        _level = _tank.AddProperty("level", Units.Metre);
    }

    [Benchmark(Baseline = true)]
    public MutationResult TwoProperties()
    {
        var sample = Next();
        return _pump.Mutate(change => change.Set(_flow, sample).Set(_head, sample), ChangeOrigin.Sensor);
    }

    [Benchmark]
    public MutationResult TwoTwins()
    {
        var sample = Next();
        return _graph.Mutate(
            change =>
            {
                change.On(_pump).Set(_flow, sample);
                change.On(_tank).Set(_level, sample);
            },
            ChangeOrigin.Sensor);
    }

    private Sample<double> Next()
    {
        _ticks++;
        return new Sample<double>(_ticks & 0xFFFF, _ticks, _ticks, Quality.Good);
    }
}
