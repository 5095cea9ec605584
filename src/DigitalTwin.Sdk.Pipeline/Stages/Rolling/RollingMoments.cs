using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Mean or standard deviation from sums of distances from an anchor, which is a value of the window or near one: no digits are lost to a large offset.</summary>
internal struct RollingMoments(bool isDeviation) : IRollingValue
{
    private bool _isAnchored;
    private double _anchor;
    private GroupedSum _sum;
    private GroupedSum _squares;

    public readonly bool CanExchange => true;

    public void Add(long ticks, double value)
    {
        if (!_isAnchored)
            (_isAnchored, _anchor) = (true, value);
        var distance = value - _anchor;
        _sum.Set(_sum.Value + distance);
        _squares.Set(_squares.Value + (distance * distance));
    }

    public void Remove(long ticks, double value)
    {
        var distance = value - _anchor;
        _sum.Set(_sum.Value - distance);
        _squares.Set(_squares.Value - (distance * distance));
    }

    public void Exchange(double leaving, double coming)
    {
        var (old, distance) = (leaving - _anchor, coming - _anchor);
        _sum.Add(distance - old);
        if (isDeviation)
            _squares.Add((distance * distance) - (old * old));
    }

    public void Exchange(ReadOnlySpan<double> values, Span<double> results)
    {
        var window = values.Length - results.Length;
        var done = 0;
        for (; done < results.Length && !_sum.IsAtGroup; done++)
            results[done] = ExchangeOne(values, window, done);
        var groups = (results.Length - done) / GroupedSum.GroupSize * GroupedSum.GroupSize;
        if (groups > 0 && isDeviation)
            Deviations(in values[done], window, results.Slice(done, groups));
        else if (groups > 0)
            Means(in values[done], window, results.Slice(done, groups));
        for (done += groups; done < results.Length; done++)
            results[done] = ExchangeOne(values, window, done);
    }

    public void Clear()
    {
        _isAnchored = false;
        _sum.Set(0);
        _squares.Set(0);
    }

    public void Renew(in RollingWindow window)
    {
        Clear();
        for (var i = 0; i < window.Count; i++)
            Add(window[i].Ticks, window[i].Value);
    }

    public readonly double Value(in RollingWindow window) => Value(window.Count);

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_isAnchored);
        writer.Write(_anchor);
        _sum.Save(writer);
        _squares.Save(writer);
    }

    public void Restore(StateReader reader, in RollingWindow window)
    {
        _isAnchored = reader.Read<bool>();
        _anchor = reader.Read<double>();
        _sum.Restore(reader);
        _squares.Restore(reader);
    }

    private readonly double Value(int count)
    {
        var mean = _sum.Value * (1.0 / count);
        if (!isDeviation)
            return _anchor + mean;
        return count == 1 ? 0 : Math.Sqrt(Math.Max(0, _squares.Value - (_sum.Value * mean)) * (1.0 / (count - 1)));
    }

    private double ExchangeOne(ReadOnlySpan<double> values, int window, int place)
    {
        Exchange(values[place], values[place + window]);
        return Value(window);
    }

    /// <summary>Whole groups, from the first number of the window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Means(ref readonly double leaving, int window, Span<double> results)
    {
        var (anchor, share) = (Vector256.Create(_anchor), Vector256.Create(1.0 / window));
        var before = Vector256.Create(_sum.Value);
        ref var result = ref MemoryMarshal.GetReference(results);
        for (var i = 0; i < results.Length; i += GroupedSum.GroupSize)
        {
            var old = Vector256.LoadUnsafe(in leaving, (nuint)i) - anchor;
            var within = GroupedSum.Within(Vector256.LoadUnsafe(in leaving, (nuint)(i + window)) - anchor - old);
            var sum = before + within;
            before += Last(within);
            (anchor + (sum * share)).StoreUnsafe(ref result, (nuint)i);
        }

        _sum.Set(before[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Deviations(ref readonly double leaving, int window, Span<double> results)
    {
        var (anchor, share, shareOfOthers) = (Vector256.Create(_anchor), Vector256.Create(1.0 / window), Vector256.Create(window == 1 ? 0 : 1.0 / (window - 1)));
        var (sumBefore, squaresBefore) = (Vector256.Create(_sum.Value), Vector256.Create(_squares.Value));
        ref var result = ref MemoryMarshal.GetReference(results);
        for (var i = 0; i < results.Length; i += GroupedSum.GroupSize)
        {
            var old = Vector256.LoadUnsafe(in leaving, (nuint)i) - anchor;
            var distance = Vector256.LoadUnsafe(in leaving, (nuint)(i + window)) - anchor;
            var sumWithin = GroupedSum.Within(distance - old);
            var squaresWithin = GroupedSum.Within((distance * distance) - (old * old));
            var (sum, squares) = (sumBefore + sumWithin, squaresBefore + squaresWithin);
            sumBefore += Last(sumWithin);
            squaresBefore += Last(squaresWithin);
            Vector256.Sqrt(Vector256.Max(Vector256<double>.Zero, squares - (sum * (sum * share))) * shareOfOthers).StoreUnsafe(ref result, (nuint)i);
        }

        _sum.Set(sumBefore[0]);
        _squares.Set(squaresBefore[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Last(Vector256<double> group) => Vector256.Shuffle(group, Vector256.Create(3, 3, 3, 3L));
}
