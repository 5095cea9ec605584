using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Finds runs of ordinary samples in a block.</summary>
internal static class Runs
{
    // So many are looked at together; where one of them fails, four by four.
    private const int Row = 16;

    /// <summary>How many samples from the front are Good and finite.</summary>
    internal static int Good(SampleBlock block)
    {
        ref var qualities = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<Quality, uint>(block.Qualities));
        ref var values = ref MemoryMarshal.GetReference(block.Values);
        var good = Vector128.Create((uint)QualityLevel.Good);
        var i = 0;
        while (i <= block.Length - Row && AreGood(ref Unsafe.Add(ref values, i), ref Unsafe.Add(ref qualities, i)))
            i += Row;
        for (; i <= block.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            var v = Vector256.LoadUnsafe(ref values, (nuint)i);
            var mask = Vector256.Equals(v - v, Vector256<double>.Zero).ExtractMostSignificantBits()
                & Vector128.Equals(Vector128.LoadUnsafe(ref qualities, (nuint)i) >>> 30, good).ExtractMostSignificantBits();
            if (mask != 0b1111)
                return i + BitOperations.TrailingZeroCount(~mask);
        }

        while (i < block.Length && block.Qualities[i].IsGood && double.IsFinite(block.Values[i]))
            i++;
        return i;
    }

    /// <summary>How many numbers from the front are finite.</summary>
    internal static int Finite(ReadOnlySpan<double> values)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i <= values.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            var v = Vector256.LoadUnsafe(ref first, (nuint)i);
            if (!Vector256.EqualsAll(v - v, Vector256<double>.Zero))
                break;
        }

        while (i < values.Length && double.IsFinite(values[i]))
            i++;
        return i;
    }

    /// <summary>How many numbers from the front lie between two finite ones, or are equal to one.</summary>
    internal static int Within(ReadOnlySpan<double> values, double least, double most)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var (low, high) = (Vector256.Create(least), Vector256.Create(most));
        var i = 0;
        for (; i <= values.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            var v = Vector256.LoadUnsafe(ref first, (nuint)i);
            var mask = (Vector256.GreaterThanOrEqual(v, low) & Vector256.LessThanOrEqual(v, high)).ExtractMostSignificantBits();
            if (mask != 0b1111)
                return i + BitOperations.TrailingZeroCount(~mask);
        }

        while (i < values.Length && values[i] >= least && values[i] <= most)
            i++;
        return i;
    }

    /// <summary>How many times from the front rise strictly, the first after a given time.</summary>
    internal static int Rising(ReadOnlySpan<long> ticks, long after)
    {
        if (ticks.Length == 0 || ticks[0] <= after)
            return 0;
        ref var first = ref MemoryMarshal.GetReference(ticks);
        var i = 1;
        while (i <= ticks.Length - Row && AreRising(ref Unsafe.Add(ref first, i)))
            i += Row;
        for (; i <= ticks.Length - Vector256<long>.Count; i += Vector256<long>.Count)
        {
            var mask = Vector256.GreaterThan(Vector256.LoadUnsafe(ref first, (nuint)i), Vector256.LoadUnsafe(ref first, (nuint)(i - 1))).ExtractMostSignificantBits();
            if (mask != 0b1111)
                return i + BitOperations.TrailingZeroCount(~mask);
        }

        while (i < ticks.Length && ticks[i] > ticks[i - 1])
            i++;
        return i;
    }

    /// <summary>How many samples from the front have event times that are at most so far after their arrival.</summary>
    internal static int NotAhead(SampleBlock block, long maxAhead)
    {
        var i = 0;
        while (i < block.Length && block.Ticks[i] - block.ArrivalTicks[i] <= maxAhead)
            i++;
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreGood(ref double value, ref uint quality)
    {
        var (a, b, c, d) = (
            Vector256.LoadUnsafe(ref value), Vector256.LoadUnsafe(ref value, 4), Vector256.LoadUnsafe(ref value, 8), Vector256.LoadUnsafe(ref value, 12));

        // A difference of a number to itself is 0, and NaN for what is not finite.
        var sum = (a - a) + (b - b) + ((c - c) + (d - d));
        // Good is the level with all bits set.
        var levels = Vector256.LoadUnsafe(ref quality) & Vector256.LoadUnsafe(ref quality, 8);
        return Vector256.EqualsAll(sum, Vector256<double>.Zero) && Vector256.EqualsAll(levels >>> 30, Vector256.Create((uint)QualityLevel.Good));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreRising(ref long tick)
    {
        ref var before = ref Unsafe.Subtract(ref tick, 1);
        var a = Vector256.GreaterThan(Vector256.LoadUnsafe(ref tick), Vector256.LoadUnsafe(ref before));
        var b = Vector256.GreaterThan(Vector256.LoadUnsafe(ref tick, 4), Vector256.LoadUnsafe(ref before, 4));
        var c = Vector256.GreaterThan(Vector256.LoadUnsafe(ref tick, 8), Vector256.LoadUnsafe(ref before, 8));
        var d = Vector256.GreaterThan(Vector256.LoadUnsafe(ref tick, 12), Vector256.LoadUnsafe(ref before, 12));
        return (a & b & c & d) == Vector256<long>.AllBitsSet;
    }
}
