using System.Reactive.Linq;
using System.Reactive.Subjects;
using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Two of our operators as Rx operators, and the bare pair of Rx that does the same to the value.</summary>
internal static class RxStageSide
{
    internal const int Stages = 2;
    internal const string PeerName = "Rx.NET Where, Select";
    private const int Samples = 4_000_000;

    internal static Trial Ours() => Run(source => source.RejectOutside(0, 400).Correct(gain: 2));

    internal static Trial Bare() => Run(source => source.Where(s => s.Value is >= 0 and <= 400).Select(s => s with { Value = s.Value * 2 }));

    private static Trial Run(Func<IObservable<Sample<double>>, IObservable<Sample<double>>> operators)
    {
        using var source = new Subject<Sample<double>>();
        var sum = 0.0;
        using var subscription = operators(source).Subscribe(s => sum += s.Value);
        var trial = Trial.Time(Samples * Stages, Push, static () => { });
        if (sum != 100.0 * Samples)
            throw new InvalidOperationException(FormattableString.Invariant($"Rx stages: sum {sum}."));
        return trial;

        void Push()
        {
            for (var i = 0L; i < Samples; i++)
                source.OnNext(new Sample<double>(50, i, i, Quality.Good));
        }
    }
}
