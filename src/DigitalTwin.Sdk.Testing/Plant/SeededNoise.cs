namespace DigitalTwin.Sdk.Testing;

/// <summary>
/// Random numbers that are a pure function of seed, stream and counter, so no draw depends on which others were made before it.
/// </summary>
internal static class SeededNoise
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The key of one stream of a seed; work it out once.</summary>
    internal static ulong Stream(long seed, int stream) => Mix(Mix((ulong)seed) + (((ulong)stream + 1) * Golden));

    /// <summary>64 even bits: the output function of SplitMix64 (Steele, Lea, Flood 2014; finaliser by Stafford, variant 13).</summary>
    internal static ulong Bits(ulong key, long counter) => Mix(key + ((ulong)counter * Golden));

    /// <summary>Even in the open interval from 0 to 1; never 0 and never 1.</summary>
    internal static double Uniform(ulong key, long counter) => ((Bits(key, counter) >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>Normal with mean 0 and standard deviation 1, by inversion, so one counter is one number.</summary>
    internal static double Gaussian(ulong key, long counter) => NormalQuantile(Uniform(key, counter));

    /// <summary>A smooth wander between about -1 and 1 that takes <paramref name="knotTicks"/> from one random value to the next.</summary>
    internal static double Wander(ulong key, long ticks, long knotTicks)
    {
        var knot = Math.DivRem(ticks, knotTicks, out var rest);
        var x = rest / (double)knotTicks;
        var from = (2 * Uniform(key, knot)) - 1;
        var to = (2 * Uniform(key, knot + 1)) - 1;
        return from + ((to - from) * x * x * (3 - (2 * x)));
    }

    private static ulong Mix(ulong z)
    {
        z += Golden;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Quantile of the normal distribution to 7 digits: Wichura (1988), Applied Statistics 37, algorithm AS 241, PPND7.</summary>
    private static double NormalQuantile(double p)
    {
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var c = 0.180625 - (q * q);
            return q * ((((((59.109374720 * c) + 159.29113202) * c) + 50.434271938) * c) + 3.3871327179)
                / ((((((67.187563600 * c) + 78.757757664) * c) + 17.895169469) * c) + 1);
        }

        var r = Math.Sqrt(-Math.Log(Math.Min(p, 1 - p)));
        double tail;
        if (r <= 5)
        {
            r -= 1.6;
            tail = ((((((0.17023821103 * r) + 1.3067284816) * r) + 2.7568153900) * r) + 1.4234372777)
                / ((((0.12021132975 * r) + 0.73700164250) * r) + 1);
        }
        else
        {
            r -= 5;
            tail = ((((((0.017337203997 * r) + 0.42868294337) * r) + 3.0812263860) * r) + 6.6579051150)
                / ((((0.012258202635 * r) + 0.24197894225) * r) + 1);
        }

        return q < 0 ? -tail : tail;
    }
}
