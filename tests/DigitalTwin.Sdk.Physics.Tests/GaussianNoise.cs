namespace DigitalTwin.Sdk.Physics.Tests;

/// <summary>Standard normal numbers from a seed, by Box and Muller (1958).</summary>
internal sealed class GaussianNoise(int seed)
{
    private readonly Random _random = new(seed);

    public double Next() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    public double Uniform() => _random.NextDouble();
}
