using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>One tag of the soak: makes its samples, the same at every run, and pushes them.</summary>
internal sealed class SoakTag
{
    private const int PerSecond = 10;
    private const long Period = TimeSpan.TicksPerSecond / PerSecond;
    private static readonly long Start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private readonly ulong _seed;
    private int _next;
    private int _gapUntil;
    private Sample<double> _overtaken;
    private int _overtakenUntil;

    internal SoakTag(int number, SignalPipeline pipeline)
    {
        _seed = (ulong)(1000 + number);
        Processor = pipeline.Start(Sink);
    }

    internal SignalProcessor Processor { get; }

    internal SoakSink Sink { get; } = new();

    internal void PushSecond()
    {
        for (var i = 0; i < PerSecond; i++)
            PushNext(_next++);
    }

    private void PushNext(int i)
    {
        if (i < _gapUntil)
            return;

        // One number decides on the fault, one on the value; faults lie in ranges of the first.
        var (fault, noise) = (UniformStream.At(_seed, 2 * i), UniformStream.At(_seed, (2 * i) + 1));
        var ticks = Start + (i * Period) + (long)(noise * (Period / 2));
        var value = 200 + (50 * Math.Sin(i * 1e-4)) + noise;
        var sample = new Sample<double>(value, ticks, ticks + (Period / 2), Quality.Good);
        switch (fault)
        {
            case < 0.01 when _overtakenUntil == 0:
                (_overtaken, _overtakenUntil) = (sample, i + 1 + (int)(noise * 5));
                return;
            case < 0.011:
                sample = sample with { Value = value + 100 };
                break;
            case < 0.0115:
                sample = sample with { Value = 1e6 };
                break;
            case < 0.0116:
                _gapUntil = i + 20 + (int)(noise * 300);
                break;
            case < 0.01165:
                sample = sample with { Quality = Quality.Bad | Quality.CommLoss };
                break;
            case < 0.012:
                sample = sample with { Ticks = ticks + TimeSpan.TicksPerHour };
                break;
            case < 0.013:
                Processor.Push(sample);
                break;
        }

        Processor.Push(sample);
        if (_overtakenUntil == 0 || i < _overtakenUntil)
            return;
        _overtakenUntil = 0;
        Processor.Push(_overtaken with { ArrivalTicks = ticks + (Period / 2) });
    }
}
