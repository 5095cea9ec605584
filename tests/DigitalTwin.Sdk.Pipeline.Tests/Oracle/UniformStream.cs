namespace DigitalTwin.Sdk.Pipeline.Tests.Oracle;

/// <summary>Counter-based splitmix64 (Steele, Lea, Flood 2014): element i of a stream alone, the same in every language.</summary>
internal static class UniformStream
{
    /// <summary>Element <paramref name="index"/> of stream <paramref name="seed"/>, in [0, 1).</summary>
    internal static double At(ulong seed, int index)
    {
        var z = seed + (((ulong)index + 1) * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1L << 53));
    }

    /// <summary>Nearly normal with standard deviation 1: the sum of 12 uniform elements, less 6.</summary>
    internal static double NormalAt(ulong seed, int index)
    {
        var sum = At(seed, 12 * index);
        for (var k = 1; k < 12; k++)
            sum += At(seed, (12 * index) + k);
        return sum - 6;
    }
}
