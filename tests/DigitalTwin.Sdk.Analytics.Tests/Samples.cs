namespace DigitalTwin.Sdk.Analytics.Tests;

/// <summary>Short ways to make samples, noise and runs.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Sample<double> At(double seconds, double value, Quality quality = Quality.Good)
    {
        var time = Start + TimeSpan.FromSeconds(seconds);
        return new Sample<double>(value, time, time, quality);
    }

    /// <summary>The scores for one Good sample a second.</summary>
    public static List<AnomalyScore> Run(this IDetector detector, params IEnumerable<double> values) =>
        [.. values.Select((v, i) => detector.Update(At(i, v)))];

    /// <summary>Standard normal numbers by Box and Muller.</summary>
    public static IEnumerable<double> Noise(int seed)
    {
        var random = new Random(seed);
        while (true)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            yield return radius * sin;
            yield return radius * cos;
        }
    }
}
