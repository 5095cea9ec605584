using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<double>;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Hampel's test with windows of eleven over a long row: four parts of the row lie side by side, and in each lane of a vector a sorted window slides
/// along one part. From one window to the next one number goes and one comes, which costs half of what sorting anew does.
/// </summary>
internal sealed class SlidingEleven
{
    private const int Window = 11;
    private const int Parts = 4;

    // So many windows of a part that what is worked on stays in the nearest cache.
    private const int LongestPart = 128;
    private readonly Lanes[] _numbers = new Lanes[LongestPart + Window - 1];

    /// <summary>Marks outliers, and puts medians in their place if the rule says so.</summary>
    /// <param name="numbers">The row: ten more than there are windows.</param>
    /// <param name="rule">What an outlier is and what becomes of it; not one that drops it.</param>
    /// <param name="values">The numbers in the middle of windows; as many as there are windows, a multiple of four.</param>
    /// <param name="qualities">And their qualities.</param>
    /// <returns>How many outliers there are.</returns>
    internal int Mark(ReadOnlySpan<double> numbers, in HampelFilter rule, Span<double> values, Span<Quality> qualities)
    {
        var outliers = 0;
        for (var start = 0; start < values.Length;)
        {
            var part = Math.Min(LongestPart, (values.Length - start) / Parts);
            var length = Parts * part;
            SetOut(numbers.Slice(start, length + Window - 1), part);
            outliers += MarkParts(part, rule, values.Slice(start, length), qualities.Slice(start, length));
            start += length;
        }

        return outliers;
    }

    /// <summary>Lays the four parts side by side.</summary>
    private void SetOut(ReadOnlySpan<double> numbers, int part)
    {
        ref var first = ref MemoryMarshal.GetReference(numbers);
        ref var target = ref MemoryMarshal.GetArrayDataReference(_numbers);
        for (var i = 0; i < part + Window - 1; i++)
        {
            ref var one = ref Unsafe.Add(ref first, i);
            Unsafe.Add(ref target, i) = MedianNetwork.OneZero(
                Vector256.Create(one, Unsafe.Add(ref one, part), Unsafe.Add(ref one, 2 * part), Unsafe.Add(ref one, 3 * part)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int MarkParts(int part, in HampelFilter rule, Span<double> values, Span<Quality> qualities)
    {
        ref var numbers = ref MemoryMarshal.GetArrayDataReference(_numbers);
        var (limit, floor) = (Vector256.Create(rule.Limit), Vector256.Create(rule.Floor));
        var (s0, s1, s2, s3) = (numbers, Unsafe.Add(ref numbers, 1), Unsafe.Add(ref numbers, 2), Unsafe.Add(ref numbers, 3));
        var (s4, s5, s6, s7) = (Unsafe.Add(ref numbers, 4), Unsafe.Add(ref numbers, 5), Unsafe.Add(ref numbers, 6), Unsafe.Add(ref numbers, 7));
        var (s8, s9, s10) = (Unsafe.Add(ref numbers, 8), Unsafe.Add(ref numbers, 9), Unsafe.Add(ref numbers, 10));
        MedianNetwork.SortEleven(ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7, ref s8, ref s9, ref s10);
        var outliers = 0;
        for (var i = 0; ; i++)
        {
            var deviations = MedianNetwork.ReachOfEleven(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10);
            var isOutlier = Vector256.GreaterThan(
                Vector256.Abs(Unsafe.Add(ref numbers, i + (Window / 2)) - s5), limit * Vector256.MaxNative(deviations, floor));
            if (isOutlier != Lanes.Zero)
                outliers += Mark(isOutlier.ExtractMostSignificantBits(), s5, rule, i, part, values, qualities);
            if (i == part - 1)
                return outliers;

            var (gone, come) = (Unsafe.Add(ref numbers, i), Unsafe.Add(ref numbers, i + Window));
            var kept = Kept(s0, s1, gone);
            s0 = Vector256.MinNative(kept, come);
            s1 = Next(ref kept, s1, s2, gone, come);
            s2 = Next(ref kept, s2, s3, gone, come);
            s3 = Next(ref kept, s3, s4, gone, come);
            s4 = Next(ref kept, s4, s5, gone, come);
            s5 = Next(ref kept, s5, s6, gone, come);
            s6 = Next(ref kept, s6, s7, gone, come);
            s7 = Next(ref kept, s7, s8, gone, come);
            s8 = Next(ref kept, s8, s9, gone, come);
            s9 = Next(ref kept, s9, s10, gone, come);
            s10 = Vector256.MaxNative(kept, come);
        }
    }

    /// <summary>A place of the sorted window without the number that goes: what stands there, or its neighbour from behind that number on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Kept(Lanes here, Lanes after, Lanes gone) => Vector256.ConditionalSelect(Vector256.LessThan(here, gone), here, after);

    /// <summary>The next place of the window with the number that comes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Next(ref Lanes kept, Lanes here, Lanes after, Lanes gone, Lanes come)
    {
        var before = kept;
        kept = Kept(here, after, gone);
        return Vector256.MinNative(Vector256.MaxNative(before, come), kept);
    }

    /// <summary>Marks those of four, one in each part.</summary>
    private static int Mark(uint outliers, Lanes medians, in HampelFilter rule, int place, int part, Span<double> values, Span<Quality> qualities)
    {
        var count = BitOperations.PopCount(outliers);
        for (; outliers != 0; outliers &= outliers - 1)
        {
            var lane = BitOperations.TrailingZeroCount(outliers);
            var i = (lane * part) + place;
            if (rule.IsReplaced)
                values[i] = medians[lane];
            qualities[i] = qualities[i].WorstWith(rule.Mark);
        }

        return count;
    }
}
