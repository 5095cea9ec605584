using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// The median of a window of an odd number of values that slides along a row: it is followed by how many values are less than it and how many equal to it.
/// Where one goes and one comes on the same side it stays; else its neighbour, which is looked for in the window as it lies in the row, takes its place.
/// </summary>
internal struct MedianTracker
{
    private readonly int _half;
    private double _median;
    private int _less;
    private int _equal;

    /// <summary>Begins.</summary>
    /// <param name="window">The values, an odd number of them, four at least.</param>
    /// <param name="median">Their median.</param>
    internal MedianTracker(ReadOnlySpan<double> window, double median)
    {
        (_half, _median) = (window.Length / 2, median);
        (_less, _equal) = (0, 0);
        foreach (var value in window)
        {
            _less += value < median ? 1 : 0;
            _equal += value == median ? 1 : 0;
        }
    }

    /// <summary>Slides on by one.</summary>
    /// <param name="window">The window as it is then.</param>
    /// <param name="leaving">The value that has gone.</param>
    /// <param name="coming">The value that has come.</param>
    /// <returns>The median of it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal double Slide(ReadOnlySpan<double> window, double leaving, double coming)
    {
        var median = _median;
        _less += (coming < median ? 1 : 0) - (leaving < median ? 1 : 0);
        _equal += (coming == median ? 1 : 0) - (leaving == median ? 1 : 0);
        if (_less > _half)
            Descend(window);
        else if (_less + _equal <= _half)
            Ascend(window);
        return _median;
    }

    private void Descend(ReadOnlySpan<double> window)
    {
        ref var first = ref MemoryMarshal.GetReference(window);
        var (median, none) = (Vector256.Create(_median), Vector256.Create(double.NegativeInfinity));
        var best = none;
        var last = window.Length - Vector256<double>.Count;
        for (var i = 0; i < last; i += Vector256<double>.Count)
            best = Vector256.MaxNative(best, Below(Vector256.LoadUnsafe(ref first, (nuint)i), median, none));

        // The last vector ends with the window; what it has in common with the one before makes no difference.
        best = Vector256.MaxNative(best, Below(Vector256.LoadUnsafe(ref first, (nuint)last), median, none));
        _median = Math.Max(Math.Max(best[0], best[1]), Math.Max(best[2], best[3]));
        _equal = CountEqual(window);
        _less -= _equal;
    }

    private void Ascend(ReadOnlySpan<double> window)
    {
        ref var first = ref MemoryMarshal.GetReference(window);
        var (median, none) = (Vector256.Create(_median), Vector256.Create(double.PositiveInfinity));
        var best = none;
        var last = window.Length - Vector256<double>.Count;
        for (var i = 0; i < last; i += Vector256<double>.Count)
            best = Vector256.MinNative(best, Above(Vector256.LoadUnsafe(ref first, (nuint)i), median, none));
        best = Vector256.MinNative(best, Above(Vector256.LoadUnsafe(ref first, (nuint)last), median, none));
        _less += _equal;
        _median = Math.Min(Math.Min(best[0], best[1]), Math.Min(best[2], best[3]));
        _equal = CountEqual(window);
    }

    private readonly int CountEqual(ReadOnlySpan<double> window)
    {
        ref var first = ref MemoryMarshal.GetReference(window);
        var (median, count) = (Vector256.Create(_median), Vector256<long>.Zero);
        var i = 0;
        for (; i <= window.Length - Vector256<double>.Count; i += Vector256<double>.Count)
            count -= Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)i), median).AsInt64();
        var equal = (int)Vector256.Sum(count);
        for (; i < window.Length; i++)
            equal += Unsafe.Add(ref first, i) == _median ? 1 : 0;
        return equal;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Below(Vector256<double> values, Vector256<double> median, Vector256<double> none) =>
        Vector256.ConditionalSelect(Vector256.LessThan(values, median), values, none);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Above(Vector256<double> values, Vector256<double> median, Vector256<double> none) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(values, median), values, none);
}
