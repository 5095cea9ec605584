using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector256<double>;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Medians and median absolute deviations of four neighbouring windows at once: each lane of a vector is a window, and a sorting network
/// puts all four in order without a branch and without leaving the registers.
/// </summary>
/// <remarks>Odd-even merge sort (Batcher 1968; Knuth 1998, 5.2.2 M), without what a window shorter than a power of two does not need.</remarks>
internal static class MedianNetwork
{
    /// <summary>Whether there is a network for windows of this length.</summary>
    internal static bool Has(int length) => length is 5 or 7 or 9 or 11;

    /// <summary>Works on the windows that start at the first four numbers.</summary>
    /// <param name="length">Length of a window, one of those there are.</param>
    /// <param name="numbers">The first number; there are <paramref name="length"/> + 3 or more.</param>
    /// <param name="medians">The median of each window.</param>
    /// <param name="deviations">The median of the distances from it: the smallest radius that holds more than half of the numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Compute(int length, ref readonly double numbers, out Lanes medians, out Lanes deviations)
    {
        switch (length)
        {
            case 5:
                Five(in numbers, out medians, out deviations);
                break;
            case 7:
                Seven(in numbers, out medians, out deviations);
                break;
            case 9:
                Nine(in numbers, out medians, out deviations);
                break;
            default:
                Eleven(in numbers, out medians, out deviations);
                break;
        }
    }

    private static void Five(ref readonly double n, out Lanes medians, out Lanes deviations)
    {
        var (v0, v1, v2, v3) = (Load(in n, 0), Load(in n, 1), Load(in n, 2), Load(in n, 3));
        var v4 = Load(in n, 4);
        Sort(ref v0, ref v1); Sort(ref v2, ref v3); Sort(ref v0, ref v2); Sort(ref v1, ref v3);
        Sort(ref v1, ref v2); Sort(ref v0, ref v4); Sort(ref v2, ref v4); Sort(ref v1, ref v2);
        Sort(ref v3, ref v4);
        medians = v2;
        deviations = Reach(medians, v0, v2);
        deviations = Vector256.MinNative(deviations, Reach(medians, v1, v3));
        deviations = Vector256.MinNative(deviations, Reach(medians, v2, v4));
    }

    private static void Seven(ref readonly double n, out Lanes medians, out Lanes deviations)
    {
        var (v0, v1, v2, v3) = (Load(in n, 0), Load(in n, 1), Load(in n, 2), Load(in n, 3));
        var (v4, v5, v6) = (Load(in n, 4), Load(in n, 5), Load(in n, 6));
        Sort(ref v0, ref v1); Sort(ref v2, ref v3); Sort(ref v4, ref v5); Sort(ref v0, ref v2);
        Sort(ref v1, ref v3); Sort(ref v4, ref v6); Sort(ref v1, ref v2); Sort(ref v5, ref v6);
        Sort(ref v0, ref v4); Sort(ref v1, ref v5); Sort(ref v2, ref v6); Sort(ref v2, ref v4);
        Sort(ref v3, ref v5); Sort(ref v1, ref v2); Sort(ref v3, ref v4); Sort(ref v5, ref v6);
        medians = v3;
        deviations = Reach(medians, v0, v3);
        deviations = Vector256.MinNative(deviations, Reach(medians, v1, v4));
        deviations = Vector256.MinNative(deviations, Reach(medians, v2, v5));
        deviations = Vector256.MinNative(deviations, Reach(medians, v3, v6));
    }

    private static void Nine(ref readonly double n, out Lanes medians, out Lanes deviations)
    {
        var (v0, v1, v2, v3) = (Load(in n, 0), Load(in n, 1), Load(in n, 2), Load(in n, 3));
        var (v4, v5, v6, v7) = (Load(in n, 4), Load(in n, 5), Load(in n, 6), Load(in n, 7));
        var v8 = Load(in n, 8);
        Sort(ref v0, ref v1); Sort(ref v2, ref v3); Sort(ref v4, ref v5); Sort(ref v6, ref v7);
        Sort(ref v0, ref v2); Sort(ref v1, ref v3); Sort(ref v4, ref v6); Sort(ref v5, ref v7);
        Sort(ref v1, ref v2); Sort(ref v5, ref v6); Sort(ref v0, ref v4); Sort(ref v1, ref v5);
        Sort(ref v2, ref v6); Sort(ref v3, ref v7); Sort(ref v2, ref v4); Sort(ref v3, ref v5);
        Sort(ref v1, ref v2); Sort(ref v3, ref v4); Sort(ref v5, ref v6); Sort(ref v0, ref v8);
        Sort(ref v4, ref v8); Sort(ref v2, ref v4); Sort(ref v3, ref v5); Sort(ref v6, ref v8);
        Sort(ref v1, ref v2); Sort(ref v3, ref v4); Sort(ref v5, ref v6); Sort(ref v7, ref v8);
        medians = v4;
        deviations = Reach(medians, v0, v4);
        deviations = Vector256.MinNative(deviations, Reach(medians, v1, v5));
        deviations = Vector256.MinNative(deviations, Reach(medians, v2, v6));
        deviations = Vector256.MinNative(deviations, Reach(medians, v3, v7));
        deviations = Vector256.MinNative(deviations, Reach(medians, v4, v8));
    }

    private static void Eleven(ref readonly double n, out Lanes medians, out Lanes deviations)
    {
        var (v0, v1, v2, v3) = (Load(in n, 0), Load(in n, 1), Load(in n, 2), Load(in n, 3));
        var (v4, v5, v6, v7) = (Load(in n, 4), Load(in n, 5), Load(in n, 6), Load(in n, 7));
        var (v8, v9, v10) = (Load(in n, 8), Load(in n, 9), Load(in n, 10));
        SortEleven(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7, ref v8, ref v9, ref v10);
        medians = v5;
        deviations = ReachOfEleven(v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SortEleven(
        ref Lanes v0, ref Lanes v1, ref Lanes v2, ref Lanes v3, ref Lanes v4, ref Lanes v5, ref Lanes v6, ref Lanes v7, ref Lanes v8, ref Lanes v9, ref Lanes v10)
    {
        Sort(ref v0, ref v1); Sort(ref v2, ref v3); Sort(ref v4, ref v5); Sort(ref v6, ref v7);
        Sort(ref v8, ref v9); Sort(ref v0, ref v2); Sort(ref v1, ref v3); Sort(ref v4, ref v6);
        Sort(ref v5, ref v7); Sort(ref v8, ref v10); Sort(ref v1, ref v2); Sort(ref v5, ref v6);
        Sort(ref v9, ref v10); Sort(ref v0, ref v4); Sort(ref v1, ref v5); Sort(ref v2, ref v6);
        Sort(ref v3, ref v7); Sort(ref v2, ref v4); Sort(ref v3, ref v5); Sort(ref v1, ref v2);
        Sort(ref v3, ref v4); Sort(ref v5, ref v6); Sort(ref v9, ref v10); Sort(ref v0, ref v8);
        Sort(ref v1, ref v9); Sort(ref v2, ref v10); Sort(ref v4, ref v8); Sort(ref v5, ref v9);
        Sort(ref v6, ref v10); Sort(ref v2, ref v4); Sort(ref v3, ref v5); Sort(ref v6, ref v8);
        Sort(ref v7, ref v9); Sort(ref v1, ref v2); Sort(ref v3, ref v4); Sort(ref v5, ref v6);
        Sort(ref v7, ref v8); Sort(ref v9, ref v10);
    }

    /// <summary>The median of the distances from the median of eleven sorted numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes ReachOfEleven(
        Lanes v0, Lanes v1, Lanes v2, Lanes v3, Lanes v4, Lanes median, Lanes v6, Lanes v7, Lanes v8, Lanes v9, Lanes v10)
    {
        var deviations = Vector256.MinNative(median - v0, Reach(median, v1, v6));
        deviations = Vector256.MinNative(deviations, Reach(median, v2, v7));
        deviations = Vector256.MinNative(deviations, Reach(median, v3, v8));
        deviations = Vector256.MinNative(deviations, Reach(median, v4, v9));
        return Vector256.MinNative(deviations, v10 - median);
    }

    /// <summary>Zero with one sign, as it has where samples come singly: which of two zeros is the middle one depends on the order otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes OneZero(Lanes numbers) => numbers + Lanes.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Load(ref readonly double numbers, int place) => OneZero(Vector256.LoadUnsafe(in numbers, (nuint)place));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sort(ref Lanes low, ref Lanes high) =>
        (low, high) = (Vector256.MinNative(low, high), Vector256.MaxNative(low, high));

    /// <summary>How far the ends of a row of neighbours lie from the median.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Reach(Lanes median, Lanes first, Lanes last) => Vector256.MaxNative(median - first, last - median);
}
