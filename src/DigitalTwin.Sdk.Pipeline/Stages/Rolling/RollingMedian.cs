using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The median of a window that is kept sorted.</summary>
internal struct RollingMedian : IRollingValue
{
    // On both sides of the sorted numbers, so that vectors may reach over both ends; behind them all is infinite.
    private const int Pad = 4;

    // Few enough that comparing with all of them is faster than a search whose steps the processor cannot guess.
    private const int FewNumbers = 128;
    private double[] _sorted = Padded(64);
    private int _count;

    public RollingMedian()
    {
    }

    public readonly bool CanExchange => true;

    public void Add(long ticks, double value)
    {
        if (_count + (2 * Pad) > _sorted.Length - Pad)
        {
            var more = Padded(_count * 2);
            _sorted.AsSpan(Pad, _count).CopyTo(more.AsSpan(Pad));
            _sorted = more;
        }

        var place = Pad + Rank(value);
        Array.Copy(_sorted, place, _sorted, place + 1, Pad + _count - place);
        _sorted[place] = value;
        _count++;
    }

    public void Remove(long ticks, double value)
    {
        var place = Pad + Rank(value);
        _count--;
        Array.Copy(_sorted, place + 1, _sorted, place, Pad + _count - place);
        _sorted[Pad + _count] = double.PositiveInfinity;
    }

    public void Exchange(double leaving, double coming)
    {
        var (empty, place) = Ranks(leaving, coming);
        Move(empty, place, coming);
    }

    public int Exchange(ReadOnlySpan<double> values, Span<double> results, out bool isRenewed, out bool areFinite)
    {
        (isRenewed, areFinite) = (false, false);
        var window = values.Length - results.Length;
        if (window % 2 == 1 && window is >= 5 and <= FewNumbers && results.Length > FewNumbers)
        {
            Follow(values, window, results);
            return results.Length;
        }

        var isCounted = window is >= 4 and <= FewNumbers;
        for (var i = 0; i < results.Length; i++)
        {
            var (leaving, coming) = (values[i], values[i + window]);
            var (empty, place) = isCounted ? RanksIn(in values[i], window, leaving, coming) : Ranks(leaving, coming);
            Move(empty, place, coming);
            results[i] = Middle();
        }

        return results.Length;
    }

    /// <summary>A long row: what is sorted is needed before and after it only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Follow(ReadOnlySpan<double> values, int window, Span<double> results)
    {
        var median = new MedianTracker(values[..window], Middle());
        for (var i = 0; i < results.Length; i++)
            results[i] = OneZero(median.Slide(values.Slice(i + 1, window), values[i], values[i + window]));
        var sorted = _sorted.AsSpan(Pad, window);
        values[^window..].CopyTo(sorted);
        sorted.Sort();
    }

    /// <summary>Moves what lies between the place that empties and the place that fills by one; where the last vector reached too far, puts back what was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Move(int empty, int place, double coming)
    {
        ref var first = ref _sorted[Pad];
        if (place > empty)
        {
            place--;
            var beyond = Vector256.LoadUnsafe(ref first, (nuint)place + 1);
            for (var i = empty; i < place; i += Vector256<double>.Count)
                Vector256.LoadUnsafe(ref first, (nuint)i + 1).StoreUnsafe(ref first, (nuint)i);
            beyond.StoreUnsafe(ref first, (nuint)place + 1);
        }
        else
        {
            ref var beyondFirst = ref Unsafe.Add(ref first, place - Vector256<double>.Count);
            var beyond = Vector256.LoadUnsafe(ref beyondFirst);
            for (var i = empty - Vector256<double>.Count; i > place - Vector256<double>.Count; i -= Vector256<double>.Count)
                Vector256.LoadUnsafe(ref Unsafe.Add(ref first, i)).StoreUnsafe(ref Unsafe.Add(ref first, i + 1));
            beyond.StoreUnsafe(ref beyondFirst);
        }

        Unsafe.Add(ref first, place) = coming;
    }

    public void Clear()
    {
        Array.Fill(_sorted, double.PositiveInfinity);
        _count = 0;
    }

    public readonly bool HasLostDigits(in RollingWindow window) => false;

    // Nothing is computed here, so nothing drifts.
    public void Renew(in RollingWindow window)
    {
        var (ticks, value) = window[window.Count - 1];
        Add(ticks, value);
    }

    public readonly double Value(in RollingWindow window) => Middle();

    public readonly void Save(StateWriter writer)
    {
    }

    public void Restore(StateReader reader, in RollingWindow window)
    {
        Clear();
        for (var i = 0; i < window.Count; i++)
            Add(window[i].Ticks, window[i].Value);
    }

    private static double[] Padded(int length)
    {
        var numbers = new double[Pad + length + (2 * Pad)];
        Array.Fill(numbers, double.PositiveInfinity);
        return numbers;
    }

    private readonly double Middle()
    {
        var upper = Pad + (_count / 2);
        return _count % 2 == 1 ? OneZero(_sorted[upper]) : OneZero((0.5 * _sorted[upper - 1]) + (0.5 * _sorted[upper]));
    }

    // Which of two zeros is the middle one depends on the order in which they came.
    private static double OneZero(double value) => value + 0.0;

    /// <summary>How many numbers are smaller: where the number is, or belongs.</summary>
    private readonly int Rank(double value) => Ranks(value, value).Of;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly (int Of, int Other) Ranks(double value, double other)
    {
        if (_count > FewNumbers)
            return (Search(value), Search(other));
        ref var first = ref _sorted[Pad];
        var (values, others) = (Vector256.Create(value), Vector256.Create(other));
        var (below, belowOther) = (Vector256<long>.Zero, Vector256<long>.Zero);
        for (var i = 0; i < _count; i += Vector256<double>.Count)
        {
            // A comparison that holds is -1.
            var numbers = Vector256.LoadUnsafe(ref first, (nuint)i);
            below -= Vector256.LessThan(numbers, values).AsInt64();
            belowOther -= Vector256.LessThan(numbers, others).AsInt64();
        }

        return ((int)Vector256.Sum(below), (int)Vector256.Sum(belowOther));
    }

    /// <summary>
    /// The same, counted in the window as it came: the sorted numbers have just been written, and a vector that reads what several have
    /// written has to wait.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Of, int Other) RanksIn(ref readonly double first, int window, double value, double other)
    {
        var (values, others) = (Vector256.Create(value), Vector256.Create(other));
        var (below, belowOther) = (Vector256<long>.Zero, Vector256<long>.Zero);
        var i = 0;
        for (; i <= window - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            var numbers = Vector256.LoadUnsafe(in first, (nuint)i);
            below -= Vector256.LessThan(numbers, values).AsInt64();
            belowOther -= Vector256.LessThan(numbers, others).AsInt64();
        }

        // The last vector ends with the window; of it count those not yet counted.
        var rest = Vector256.LoadUnsafe(in first, (nuint)(window - Vector256<double>.Count));
        var isNew = Vector256.GreaterThan(Vector256.Create(0L, 1, 2, 3), Vector256.Create(Vector256<double>.Count - 1L - (window - i)));
        below -= Vector256.LessThan(rest, values).AsInt64() & isNew;
        belowOther -= Vector256.LessThan(rest, others).AsInt64() & isNew;
        return ((int)Vector256.Sum(below), (int)Vector256.Sum(belowOther));
    }

    private readonly int Search(double value)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_sorted[Pad + middle] < value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
