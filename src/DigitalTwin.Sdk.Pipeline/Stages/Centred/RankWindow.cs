using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// The last n finite numbers, n odd and small, kept sorted without a branch that depends on the data: every place takes the number it had or
/// that of a neighbour, by whole vectors.
/// </summary>
/// <remarks>
/// A binary search and a shift of as many places as needed are fewer steps, but the processor guesses wrong at most of them; that costs
/// more than all comparisons together. Before the sorted numbers lie negative infinities and after them positive ones, so that vectors may reach over both ends.
/// </remarks>
internal struct RankWindow
{
    private const int Pad = 8;
    private readonly double[] _ring;

    // Two orders by turns, so that no vector reads what the one before it has changed.
    private readonly double[] _orders;
    private readonly int _length;
    private int _sorted;
    private int _next;
    private int _count;

    internal RankWindow(int length)
    {
        _ring = new double[length];
        _length = Pad + length + (2 * Pad);
        _orders = new double[2 * _length];
        Array.Fill(_orders, double.PositiveInfinity);
        _orders.AsSpan(0, Pad).Fill(double.NegativeInfinity);
        _orders.AsSpan(_length, Pad).Fill(double.NegativeInfinity);
    }

    internal readonly bool IsFull => _count == _ring.Length;

    internal readonly int Count => _count;

    /// <summary>The number in the middle. The window is full.</summary>
    internal readonly double Median => _orders[_sorted + Pad + (_ring.Length / 2)];

    /// <summary>The number that came so many before the newest.</summary>
    internal readonly double Before(int places)
    {
        var i = _next - 1 - places;
        return _ring[i < 0 ? i + _ring.Length : i];
    }

    internal void Clear()
    {
        Array.Fill(_orders, double.PositiveInfinity, _sorted + Pad, _ring.Length);
        (_next, _count) = (0, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(double value)
    {
        // Zero has one sign here, so that the order of equal numbers makes no difference to anybody.
        value += 0.0;

        // While the window fills, the number that leaves is one of the infinities behind the others.
        var (ring, next) = (_ring, _next);
        var isFull = _count == ring.Length;
        ref var place = ref ring[next];
        var leaving = isFull ? place : double.PositiveInfinity;
        place = value;
        Exchange(leaving, value, ring.Length);
        _next = next + 1 == ring.Length ? 0 : next + 1;
        if (!isFull)
            _count++;
    }

    /// <summary>
    /// What <see cref="MedianDistance"/> is at least: of the half + 1 neighbours of which it is the reach, either the first is no later than one before the
    /// median, or the last no earlier than one behind it.
    /// </summary>
    internal readonly double LeastMedianDistance()
    {
        var half = _ring.Length / 2;
        ref var first = ref _orders[_sorted + Pad];
        var median = Unsafe.Add(ref first, half);
        return double.MinNative(median - Unsafe.Add(ref first, half / 2), Unsafe.Add(ref first, (half / 2) + half + 1) - median);
    }

    /// <summary>The median of the distances from the median: the smallest radius about it that holds more than half of the numbers. The window is full.</summary>
    internal readonly double MedianDistance()
    {
        var half = _ring.Length / 2;
        ref var first = ref _orders[_sorted + Pad];
        var median = Vector256.Create(Unsafe.Add(ref first, half));
        var least = Vector256.Create(double.PositiveInfinity);

        // Any half + 1 neighbours in order lie within the greater of the distances of their two ends; the padding is infinitely far.
        for (var i = 0; i <= half; i += Vector256<double>.Count)
        {
            var low = median - Vector256.LoadUnsafe(ref first, (nuint)i);
            var high = Vector256.LoadUnsafe(ref first, (nuint)(i + half)) - median;
            least = Vector256.MinNative(least, Vector256.MaxNative(low, high));
        }

        var two = Vector128.MinNative(least.GetLower(), least.GetUpper());
        return Math.Min(two[0], two[1]);
    }

    internal readonly void Save(StateWriter writer)
    {
        writer.WriteRun<double>(_ring);
        writer.Write((_next, _count));
    }

    internal void Restore(StateReader reader)
    {
        var ring = new double[_ring.Length];
        reader.ReadRun<double>(ring);
        var (next, count) = (reader.ReadIndex(_ring.Length), reader.ReadIndex(_ring.Length + 1));
        Clear();
        var start = count == _ring.Length ? next : 0;
        for (var i = 0; i < count; i++)
            Add(ring[(start + i) % _ring.Length]);

        // The same places as before, so that the continuation is the same bit for bit.
        ring.CopyTo(_ring, 0);
        _next = next;
    }

    // Without the leaving number, the others behind it move down by one; of those, what is less than the coming number stays, and the rest moves up by one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Exchange(double leaving, double coming, int count)
    {
        ref var orders = ref MemoryMarshal.GetArrayDataReference(_orders);
        ref var first = ref Unsafe.Add(ref orders, _sorted + Pad);
        ref var target = ref Unsafe.Add(ref orders, _length - _sorted + Pad);
        var (leavingAll, comingAll) = (Vector256.Create(leaving), Vector256.Create(coming));
        for (var i = 0; i < count; i += Vector256<double>.Count)
        {
            var before = Vector256.LoadUnsafe(ref Unsafe.Add(ref first, -1), (nuint)i);
            var here = Vector256.LoadUnsafe(ref first, (nuint)i);
            var after = Vector256.LoadUnsafe(ref first, (nuint)(i + 1));
            var lower = Vector256.ConditionalSelect(Vector256.LessThan(before, leavingAll), before, here);
            var upper = Vector256.ConditionalSelect(Vector256.LessThan(here, leavingAll), here, after);
            Vector256.MinNative(upper, Vector256.MaxNative(lower, comingAll)).StoreUnsafe(ref target, (nuint)i);
        }

        _sorted = _length - _sorted;
    }
}
