using BenchmarkDotNet.Attributes;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>What is done to every value on its way: joining qualities, converting units.</summary>
public class ValueBenchmarks
{
    private readonly UnitConversion _conversion = Units.DegreeFahrenheit.ConversionTo(Units.DegreeCelsius);
    private readonly Quantity _flow = 250 * Units.CubicMetrePerHour;
    private readonly double _value = 98.6;
    private Quality _quality = Quality.Good;

    [Benchmark(Baseline = true)]
    public double ConvertPrepared() => _conversion.Apply(_value);

    [Benchmark]
    public double ConvertQuantity() => _flow.In(Units.LitrePerSecond);

    [Benchmark]
    public Quality JoinQuality() => _quality = Quality.Good.WorstWith(_quality | Quality.Interpolated);
}
