using System.Numerics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Intervals of time in bins that are 3 % wide, with the sum of each, so that a regular period comes out exact. Fixed memory; works for any order.</summary>
internal sealed class IntervalHistogram
{
    private const int BinsPerOctaveBits = 5;
    private const int BinsPerOctave = 1 << BinsPerOctaveBits;
    private readonly long[] _counts = new long[64 * BinsPerOctave];
    private readonly long[] _sums = new long[64 * BinsPerOctave];

    internal long Count { get; private set; }

    /// <summary>Adds an interval above zero, 100 ns.</summary>
    internal void Add(long ticks)
    {
        var bin = BinOf(ticks);
        _counts[bin]++;
        _sums[bin] += ticks;
        Count++;
    }

    /// <summary>The interval that half of all are not longer than: the mean of its bin. 0 if there are none.</summary>
    internal long Median()
    {
        var before = 0L;
        for (var bin = 0; bin < _counts.Length; bin++)
        {
            before += _counts[bin];
            if (2 * before >= Count && _counts[bin] > 0)
                return _sums[bin] / _counts[bin];
        }

        return 0;
    }

    /// <summary>The most frequent interval: the mean of its bin, of several as frequent the shortest. 0 if there are none.</summary>
    internal long Mode()
    {
        var most = 0;
        for (var bin = 1; bin < _counts.Length; bin++)
        {
            if (_counts[bin] > _counts[most])
                most = bin;
        }

        return _counts[most] == 0 ? 0 : _sums[most] / _counts[most];
    }

    /// <summary>How many intervals are longer than that, to within the width of a bin, and how long they are together.</summary>
    internal (long Count, long Ticks) LongerThan(long ticks)
    {
        var (count, sum) = (0L, 0L);
        for (var bin = BinOf(ticks); bin < _counts.Length; bin++)
        {
            if (_counts[bin] == 0 || _sums[bin] / _counts[bin] <= ticks)
                continue;
            count += _counts[bin];
            sum += _sums[bin];
        }

        return (count, sum);
    }

    // The place of the highest bit, and the five bits after it. Below 32 ticks every interval has a bin of its own.
    private static int BinOf(long ticks)
    {
        if (ticks < BinsPerOctave)
            return (int)Math.Max(0, ticks);
        var octave = BitOperations.Log2((ulong)ticks);
        return (octave * BinsPerOctave) + (int)((ticks >> (octave - BinsPerOctaveBits)) & (BinsPerOctave - 1));
    }
}
