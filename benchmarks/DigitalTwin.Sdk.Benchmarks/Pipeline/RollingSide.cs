using System.Text.Json;
using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Trailing windows of 101 over a slow wave with noise and spikes, made as <c>benchmarks/peers/rolling.py</c> makes it.</summary>
internal sealed class RollingSide
{
    private const int Samples = 2_000_000;
    private const int Window = 101;
    private const int BlockLength = 4096;
    private const double MedianSum = 4.003811472047e7;
    private const double MeanSum = 4.061041100576e7;
    private const double DeviationSum = 5.537328676986e6;
    private readonly GridSink _results = new(Samples);
    private readonly GridSink _others = new(Samples);
    private readonly long[] _ticks = new long[Samples];
    private readonly double[] _values = new double[Samples];
    private readonly Quality[] _qualities = new Quality[Samples];

    internal RollingSide()
    {
        Array.Fill(_qualities, Quality.Good);
        for (var i = 0; i < Samples; i++)
        {
            _ticks[i] = DateTime.UnixEpoch.Ticks + (i * TimeSpan.TicksPerSecond);
            _values[i] = 20 + (5 * Math.Sin(2 * Math.PI * i / 8640)) + UniformStream.NormalAt(11, i) + (UniformStream.At(12, i) < 0.01 ? 30 : 0);
        }
    }

    internal Trial Median()
    {
        _results.Clear();
        var trial = Run(Start(RollingStatistic.Median, _results));
        Check("ours", [(Sum(_results), MedianSum)]);
        return trial;
    }

    internal Trial MeanAndDeviation()
    {
        _results.Clear();
        _others.Clear();
        var trial = Run(Start(RollingStatistic.Mean, _results), Start(RollingStatistic.StandardDeviation, _others));
        Check("ours", [(Sum(_results), MeanSum), (Sum(_others), DeviationSum)]);
        return trial;
    }

    internal static void CheckMedian(JsonElement answer) => Check("peer", [(answer.GetProperty("sums")[0].GetDouble(), MedianSum)]);

    internal static void CheckMeanAndDeviation(JsonElement answer)
    {
        var sums = answer.GetProperty("sums");
        Check("peer", [(sums[0].GetDouble(), MeanSum), (sums[1].GetDouble(), DeviationSum)]);
    }

    private static void Check(string who, (double Sum, double Expected)[] sums)
    {
        foreach (var (sum, expected) in sums)
        {
            if (!(Math.Abs(sum - expected) < 1e-9 * expected))
                throw new InvalidOperationException(FormattableString.Invariant($"Rolling, {who}: sum {sum:R}, expected {expected:R}."));
        }
    }

    private static SignalProcessor Start(RollingStatistic statistic, GridSink results) => new SignalPipeline().Rolling(statistic, Window).Start(results);

    private Trial Run(params SignalProcessor[] processors)
    {
        // Buffers are made with the first block; what is measured is the steady state.
        Push(0, BlockLength);
        return Trial.Time(Samples - BlockLength, () => Push(BlockLength, Samples), static () => { });

        void Push(int from, int to)
        {
            for (var start = from; start < to; start += BlockLength)
            {
                var length = Math.Min(BlockLength, to - start);
                foreach (var processor in processors)
                    processor.Push(new SampleBlock(_ticks.AsSpan(start, length), _values.AsSpan(start, length), _qualities.AsSpan(start, length)));
            }
        }
    }

    private static double Sum(GridSink results)
    {
        var sum = 0.0;
        foreach (var value in results.Grid)
            sum += value;
        return sum;
    }
}
