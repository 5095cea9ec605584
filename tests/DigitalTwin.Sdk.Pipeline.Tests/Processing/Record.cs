namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>A seeded record with everything that goes wrong: disorder, repetitions, gaps, spikes, standstill, bad and missing values, lost links.</summary>
internal static class Record
{
    internal static Sample<double>[] Make(int seed, int length, int faultEvery = 4)
    {
        var random = new Random(seed);
        var samples = new List<Sample<double>>(length);
        var ticks = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
        var value = 20.0;
        while (samples.Count < length)
        {
            ticks += (long)(TimeSpan.TicksPerSecond * (random.Next(10 * faultEvery) == 0 ? 3 + (random.NextDouble() * 30) : 0.2 + random.NextDouble()));
            value += random.Next(5) == 0 ? 0 : random.NextDouble() - 0.5;
            var sample = new Sample<double>(value, ticks, ticks + random.Next(10_000_000), Quality.Good);
            samples.Add(random.Next(8 * faultEvery) switch
            {
                0 => sample with { Value = value + 50 },
                1 => sample with { Value = double.NaN },
                2 => sample with { Quality = Quality.Bad | Quality.CommLoss },
                3 => sample with { Quality = Quality.Uncertain | Quality.SourceFlagged },
                4 => sample with { Quality = Quality.Bad | Quality.SourceFlagged },
                5 => sample with { Ticks = ticks - (TimeSpan.TicksPerSecond * 4) },
                6 => sample with { Ticks = ticks + (TimeSpan.TicksPerHour * 24) },
                7 when samples.Count > 0 => samples[^1],
                _ => sample,
            });
        }

        return [.. samples];
    }

    internal static SampleColumns Columns(IEnumerable<Sample<double>> samples)
    {
        var columns = new SampleColumns();
        foreach (var sample in samples)
            columns.Add(sample);
        return columns;
    }

    internal static IEnumerable<Sample<double>> Samples(SampleColumns columns) => Enumerable.Range(0, columns.Count).Select(i => columns[i]);
}
