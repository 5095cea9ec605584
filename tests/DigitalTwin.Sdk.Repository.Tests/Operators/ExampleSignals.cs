namespace DigitalTwin.Sdk.Repository.Tests.Operators;

/// <summary>Signals that show what operators are for. The same at every run.</summary>
internal static class ExampleSignals
{
    private const int Count = 90;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A slow wave with noise, once a second.</summary>
    internal static Sample<double>[] Wave => [.. Seconds.Select(i => At(i, Value(i)))];

    /// <summary>The wave with single values far off.</summary>
    internal static Sample<double>[] Spiky => [.. Seconds.Select(i => At(i, Value(i) + i switch { 17 => 45, 40 => -60, 41 => -50, 66 => 38, _ => 0 }))];

    /// <summary>The wave with steps that a plant makes.</summary>
    internal static Sample<double>[] Stepped => [.. Seconds.Select(i => At(i, Value(i) + (i is >= 25 and < 55 ? 40 : 0) + (i == 70 ? 60 : 0)))];

    /// <summary>The wave, frozen for a while.</summary>
    internal static Sample<double>[] Frozen => [.. Seconds.Select(i => At(i, i is >= 30 and < 60 ? Value(30) : Value(i)))];

    /// <summary>The wave at uneven times, with a short and a long gap.</summary>
    internal static Sample<double>[] Uneven =>
        [.. Seconds.Where(i => i is < 20 or > 23 and < 50 or > 66).Where(i => Noise(i * 7) < 0.6).Select(i => At(i + (0.4 * Noise(i)), Value(i)))];

    /// <summary>The wave, with some samples that come late and some that come twice.</summary>
    internal static Sample<double>[] Disordered
    {
        get
        {
            var samples = Wave;
            foreach (var i in new[] { 10, 25, 26, 44, 60, 75 })
                (samples[i], samples[i + 2]) = (samples[i + 2], samples[i]);
            samples[80] = samples[79];
            return samples;
        }
    }

    /// <summary>The wave with numbers in it that mean "no value".</summary>
    internal static Sample<double>[] WithSentinels => [.. Seconds.Select(i => At(i, i is 12 or 13 or 50 ? -99 : Value(i)))];

    /// <summary>The wave of a sensor that ends at 70.</summary>
    internal static Sample<double>[] Saturated => [.. Seconds.Select(i => At(i, Math.Min(70, Value(i))))];

    private static IEnumerable<int> Seconds => Enumerable.Range(0, Count);

    private static Sample<double> At(double second, double value) => Sample.Good(Math.Round(value, 3), Start.AddSeconds(second));

    private static double Value(int i) => 50 + (25 * Math.Sin(i / 12.0)) + (3 * Noise(i));

    // Between -1 and 1, the same on every machine: a hash of the place, not a random generator.
    private static double Noise(int i)
    {
        var bits = (uint)(i + 1) * 2654435761u;
        bits ^= bits >> 15;
        bits *= 2246822519u;
        bits ^= bits >> 13;
        return (bits / (double)uint.MaxValue * 2) - 1;
    }
}
