using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace DigitalTwin.Sdk.Pipeline.Tests;

/// <summary>Short ways to make samples and to run operators over them.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    public static Sample<double> At(double seconds, double value, Quality quality = Quality.Good)
    {
        var time = Start + Seconds(seconds);
        return new Sample<double>(value, time, time, quality);
    }

    /// <summary>One Good sample a second.</summary>
    public static Sample<double>[] EverySecond(params double[] values) => [.. values.Select((v, i) => At(i, v))];

    public static double SecondsOf(Sample<double> sample) => (sample.Time - Start).TotalSeconds;

    /// <summary>All outputs for these inputs, and then completion.</summary>
    public static List<Sample<double>> Run(
        this IEnumerable<Sample<double>> samples, Func<IObservable<Sample<double>>, IObservable<Sample<double>>> operators)
    {
        using var source = new Subject<Sample<double>>();
        var outputs = new List<Sample<double>>();
        var isCompleted = false;
        using var subscription = operators(source).Subscribe(outputs.Add, () => isCompleted = true);
        foreach (var sample in samples)
            source.OnNext(sample);
        source.OnCompleted();
        Assert.True(isCompleted);
        return outputs;
    }
}
