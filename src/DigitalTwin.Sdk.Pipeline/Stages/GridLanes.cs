using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Linear interpolation onto a grid for the usual case, one grid time between every two samples: four at a time.</summary>
internal static class GridLanes
{
    /// <summary>How many results are written at once.</summary>
    internal const int Count = 4;

    /// <summary>The longest distance of two samples, in ticks, that <see cref="Fill"/> can turn into a number exactly: 3.5 years.</summary>
    internal const long MaxGap = 1L << 50;

    // Added to a whole number below 2^51 these bits make the number 2^52 + 2^51 larger, as a double.
    private const long DoubleBits = 0x4338_0000_0000_0000;
    private const double DoubleOffset = 6_755_399_441_055_744;

    /// <summary>Works on intervals from the front as long as each is a usual one.</summary>
    /// <param name="block">The samples; the first is usable and begins the first interval.</param>
    /// <param name="grid">The first grid time after it.</param>
    /// <param name="every">From one grid time to the next.</param>
    /// <param name="maxGap">The longest interval that is filled, at most <see cref="MaxGap"/>.</param>
    /// <param name="results">Where the results go.</param>
    /// <param name="start">The first place there; <see cref="Count"/> places are free.</param>
    /// <returns>How many intervals were filled, one result each.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Fill(SampleBlock block, long grid, long every, long maxGap, BlockBuffer results, int start)
    {
        ref var ticks = ref MemoryMarshal.GetReference(block.Ticks);
        ref var values = ref MemoryMarshal.GetReference(block.Values);
        ref var arrivals = ref MemoryMarshal.GetReference(block.ArrivalTicks);
        ref var qualities = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<Quality, uint>(block.Qualities));
        ref var ticksOut = ref results.Ticks[start];
        ref var valuesOut = ref results.Values[start];
        ref var arrivalsOut = ref results.ArrivalTicks[start];
        ref var qualitiesOut = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<Quality, uint>(results.Qualities.AsSpan(start)));
        var (limit, period, step) = (Vector256.Create(maxGap), Vector256.Create(every), Vector256.Create(Count * every));
        var grids = Vector256.Create(grid, grid + every, grid + (2 * every), grid + (3 * every));
        var end = Math.Min(block.Length - 1, results.Ticks.Length - start) - Count;
        var i = 0;
        for (; i <= end; i += Count)
        {
            var (from, to) = (Vector256.LoadUnsafe(ref ticks, (nuint)i), Vector256.LoadUnsafe(ref ticks, (nuint)i + 1));
            var (first, second) = (Vector256.LoadUnsafe(ref values, (nuint)i), Vector256.LoadUnsafe(ref values, (nuint)i + 1));
            var (before, after) = (Vector128.LoadUnsafe(ref qualities, (nuint)i), Vector128.LoadUnsafe(ref qualities, (nuint)i + 1));
            var span = to - from;

            // The same steps as for one interval by itself, so that the results are the same.
            var value = first + ((second - first) * (ToDouble(grids - from) / ToDouble(span)));
            grids.StoreUnsafe(ref ticksOut, (nuint)i);
            value.StoreUnsafe(ref valuesOut, (nuint)i);
            Vector256.LoadUnsafe(ref arrivals, (nuint)i + 1).StoreUnsafe(ref arrivalsOut, (nuint)i);
            QualityLanes.Worst(before, after | Vector128.Create((uint)Quality.Interpolated)).StoreUnsafe(ref qualitiesOut, (nuint)i);

            // One grid time between the two, so that the times rise. The highest bit of a quality says usable.
            var isUsual = Vector256.GreaterThan(grids, from) & Vector256.GreaterThan(to, grids) & Vector256.GreaterThan(period, to - grids)
                & ~Vector256.GreaterThan(span, limit) & Vector256.Equals((second - second) + (value - value), Vector256<double>.Zero).AsInt64();
            var mask = isUsual.ExtractMostSignificantBits() & after.ExtractMostSignificantBits();
            if (mask != 0b1111)
                return i + BitOperations.TrailingZeroCount(~mask);
            grids += step;
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ToDouble(Vector256<long> whole) =>
        (whole + Vector256.Create(DoubleBits)).AsDouble() - Vector256.Create(DoubleOffset);
}
