using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Mean or standard deviation from sums of distances from an anchor, the mean of the window when all was worked out: no digits are lost to a large offset, and none
/// to a value that has left, however large it was.
/// </summary>
internal struct RollingMoments(bool isDeviation) : IRollingValue
{
    // Added to the largest number there is, it does not make it infinite.
    private const double MostAnchor = 1e290;

    private bool _isAnchored;
    private double _anchor;
    private GroupedSum _sum;
    private GroupedSum _squares;

    // The largest sum of squares since all was worked out.
    private double _most;

    // How far from the anchor the largest value was that left with the last change, and that leaves with the one under way.
    private double _left;
    private double _leaving;

    public readonly bool CanExchange => true;

    public void Add(long ticks, double value)
    {
        if (!_isAnchored)
            (_isAnchored, _anchor) = (true, value);
        var distance = value - _anchor;
        _sum.Set(_sum.Value + distance);
        _squares.Set(_squares.Value + (distance * distance));
        _most = Math.Max(_most, _squares.Value);
        (_left, _leaving) = (_leaving, 0);
    }

    public void Remove(long ticks, double value)
    {
        var distance = value - _anchor;
        _sum.Set(_sum.Value - distance);
        _squares.Set(_squares.Value - (distance * distance));
        _leaving = Math.Max(_leaving, Math.Abs(distance));
    }

    public void Exchange(double leaving, double coming)
    {
        var (old, distance) = (leaving - _anchor, coming - _anchor);
        _sum.Add(distance - old);
        if (isDeviation)
        {
            _squares.Add((distance * distance) - (old * old));
            _most = Math.Max(_most, _squares.Value);
        }
        else
        {
            _left = Math.Abs(old);
        }
    }

    public int Exchange(ReadOnlySpan<double> values, Span<double> results, out bool isRenewed, out bool areFinite)
    {
        var window = values.Length - results.Length;
        var done = 0;
        (isRenewed, areFinite) = (false, true);
        while (done < results.Length && !isRenewed && !_sum.IsAtGroup)
            isRenewed = ExchangeOne(values, window, results, done++, ref areFinite);
        var groups = isRenewed ? 0 : (results.Length - done) / GroupedSum.GroupSize * GroupedSum.GroupSize;
        if (groups > 0 && TryExchangeGroups(in values[done], window, results.Slice(done, groups)))
            done += groups;
        while (done < results.Length && !isRenewed)
            isRenewed = ExchangeOne(values, window, results, done++, ref areFinite);
        return done;
    }

    /// <summary>
    /// Deviation: what was summed has been far larger than what the result is made of. Mean: what has left, or the anchor, is far larger than the mean and than
    /// what comes, one of which may be zero in a signal around zero.
    /// </summary>
    public bool HasLostDigits(in RollingWindow window) => HasLostDigits(window.Count, window[window.Count - 1].Value);

    public void Clear()
    {
        (_isAnchored, _most, _left, _leaving) = (false, 0, 0, 0);
        _sum.Set(0);
        _squares.Set(0);
    }

    public void Renew(in RollingWindow window) => Renew(window.FirstValues, window.OtherValues);

    public readonly double Value(in RollingWindow window) => Value(window.Count);

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_isAnchored);
        writer.Write(_anchor);
        _sum.Save(writer);
        _squares.Save(writer);
        writer.Write((_most, _left));
    }

    public void Restore(StateReader reader, in RollingWindow window)
    {
        _isAnchored = reader.Read<bool>();
        _anchor = reader.Read<double>();
        _sum.Restore(reader);
        _squares.Restore(reader);
        (_most, _left) = reader.Read<(double, double)>();
    }

    private readonly double Value(int count)
    {
        var mean = _sum.Value * (1.0 / count);
        if (!isDeviation)
            return _anchor + mean;
        return count == 1 ? 0 : Math.Sqrt(Math.Max(0, _squares.Value - (_sum.Value * mean)) * (1.0 / (count - 1)));
    }

    private void AnchorAt(double value)
    {
        Clear();
        (_isAnchored, _anchor) = (true, value);
    }

    private readonly bool HasLostDigits(int count, double coming)
    {
        if (isDeviation)
            return count > 1 && !(_most <= RollingLimits.MostLoss * (_squares.Value - (_sum.Value * (_sum.Value * (1.0 / count)))));
        return !(Math.Max(_left, Math.Abs(_anchor)) <= RollingLimits.MostLeaving * Math.Max(Math.Abs(_anchor + (_sum.Value * (1.0 / count))), Math.Abs(coming)));
    }

    /// <summary>One sample of a row; whether all was worked out anew with it.</summary>
    private bool ExchangeOne(ReadOnlySpan<double> values, int window, Span<double> results, int place, ref bool areFinite)
    {
        Exchange(values[place], values[place + window]);
        var hasLost = HasLostDigits(window, values[place + window]);
        if (hasLost)
            Renew(values.Slice(place + 1, window), []);
        results[place] = Value(window);
        areFinite &= double.IsFinite(results[place]);
        return hasLost;
    }

    private void Renew(ReadOnlySpan<double> first, ReadOnlySpan<double> others)
    {
        AnchorAt(first[0]);
        var sum = SumOf(others, SumOf(first, 0));
        AnchorAt(_anchor + (sum / (first.Length + others.Length)));
        AddAll(first);
        AddAll(others);
    }

    private readonly double SumOf(ReadOnlySpan<double> values, double sum)
    {
        foreach (var value in values)
            sum += value - _anchor;
        return sum;
    }

    private void AddAll(ReadOnlySpan<double> values)
    {
        var (sum, squares) = (_sum.Value, _squares.Value);
        foreach (var value in values)
        {
            var distance = value - _anchor;
            sum += distance;
            squares += distance * distance;
        }

        _sum.Set(sum);
        _squares.Set(squares);
        _most = Math.Max(_most, squares);
    }

    /// <summary>Whole groups at once. False, and nothing done, if one of the samples may call for all to be worked out anew.</summary>
    private bool TryExchangeGroups(ref readonly double leaving, int window, Span<double> results)
    {
        var before = this;
        if (isDeviation ? Deviations(in leaving, window, results) : Means(in leaving, window, results))
            return true;
        this = before;
        return false;
    }

    /// <summary>Whole groups, from the first number of the window; whether no digits were lost on the way and all results are finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Means(ref readonly double leaving, int window, Span<double> results)
    {
        var (anchor, share) = (Vector256.Create(_anchor), Vector256.Create(1.0 / window));
        var before = Vector256.Create(_sum.Value);
        var (mostLeaving, leastScale) = (Vector256<double>.Zero, Vector256.Create(double.MaxValue));
        ref var result = ref MemoryMarshal.GetReference(results);
        for (nuint i = 0, end = (nuint)results.Length, ahead = (nuint)window; i < end; i += GroupedSum.GroupSize)
        {
            var old = Vector256.LoadUnsafe(in leaving, i) - anchor;
            var coming = Vector256.LoadUnsafe(in leaving, i + ahead);
            var within = GroupedSum.Within(coming - anchor - old);
            var mean = anchor + ((before + within) * share);
            before += Last(within);
            mean.StoreUnsafe(ref result, i);
            mostLeaving = Vector256.MaxNative(mostLeaving, Vector256.Abs(old));
            leastScale = Vector256.MinNative(leastScale, Vector256.MaxNative(Vector256.Abs(mean), Vector256.Abs(coming)));
        }

        _sum.Set(before[0]);
        _left = Math.Abs(Unsafe.Add(ref Unsafe.AsRef(in leaving), results.Length - 1) - _anchor);
        return Math.Max(Greatest(mostLeaving), Math.Abs(_anchor)) <= RollingLimits.MostLeaving * Least(leastScale) && double.IsFinite(before[0]) && Math.Abs(_anchor) <= MostAnchor;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Deviations(ref readonly double leaving, int window, Span<double> results)
    {
        var (anchor, share, shareOfOthers) = (Vector256.Create(_anchor), Vector256.Create(1.0 / window), Vector256.Create(window == 1 ? 0 : 1.0 / (window - 1)));
        var (sumBefore, squaresBefore) = (Vector256.Create(_sum.Value), Vector256.Create(_squares.Value));
        var (mostSquares, leastSpread) = (Vector256.Create(_most), Vector256.Create(double.MaxValue));
        ref var result = ref MemoryMarshal.GetReference(results);
        for (nuint i = 0, end = (nuint)results.Length, ahead = (nuint)window; i < end; i += GroupedSum.GroupSize)
        {
            var old = Vector256.LoadUnsafe(in leaving, i) - anchor;
            var distance = Vector256.LoadUnsafe(in leaving, i + ahead) - anchor;
            var sumWithin = GroupedSum.Within(distance - old);
            var squaresWithin = GroupedSum.Within((distance * distance) - (old * old));
            var (sum, squares) = (sumBefore + sumWithin, squaresBefore + squaresWithin);
            sumBefore += Last(sumWithin);
            squaresBefore += Last(squaresWithin);
            var spread = squares - (sum * (sum * share));
            Vector256.Sqrt(Vector256.MaxNative(spread, Vector256<double>.Zero) * shareOfOthers).StoreUnsafe(ref result, i);
            mostSquares = Vector256.MaxNative(mostSquares, squares);
            leastSpread = Vector256.MinNative(leastSpread, spread);
        }

        _sum.Set(sumBefore[0]);
        _squares.Set(squaresBefore[0]);
        _most = Greatest(mostSquares);
        return _most <= RollingLimits.MostLoss * Least(leastSpread) && double.IsFinite(squaresBefore[0]);
    }

    private static double Greatest(Vector256<double> numbers) => Math.Max(Math.Max(numbers[0], numbers[1]), Math.Max(numbers[2], numbers[3]));

    private static double Least(Vector256<double> numbers) => Math.Min(Math.Min(numbers[0], numbers[1]), Math.Min(numbers[2], numbers[3]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Last(Vector256<double> group) => Vector256.Shuffle(group, Vector256.Create(3, 3, 3, 3L));
}
