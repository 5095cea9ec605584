namespace DigitalTwin.Sdk.Analytics.Tests;

/// <summary>
/// A counter-based random stream that is bit-identical in every language: splitmix64 (Steele, Lea and Flood 2014), and normal
/// numbers as the sum of 12 uniform ones minus 6, added from left to right.
/// </summary>
internal static class SplitMix
{
    public static double Uniform(ulong seed, ulong index)
    {
        var z = seed + ((index + 1) * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }

    public static double Normal(ulong seed, long index)
    {
        var sum = 0.0;
        for (var k = 0UL; k < 12; k++)
            sum += Uniform(seed, (12 * (ulong)index) + k);
        return sum - 6;
    }
}
