using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Where the order stage sorts a block: what waited before it and then the block, as columns. From the front, what may go on goes on.</summary>
internal sealed class OrderColumns(int capacity)
{
    // A vector may be written whole where only its first places count.
    private const int Slack = 4;
    private readonly long[] _ticks = new long[capacity + Slack];
    private readonly double[] _values = new double[capacity + Slack];
    private readonly Quality[] _qualities = new Quality[capacity + Slack];
    private readonly long[] _arrivalTicks = new long[capacity + Slack];

    internal int Count { get; private set; }

    internal ReadOnlySpan<long> Ticks => _ticks.AsSpan(0, Count);

    internal Sample<double> this[int place] => new(_values[place], _ticks[place], _arrivalTicks[place], _qualities[place]);

    internal SampleBlock First(int count) =>
        new(_ticks.AsSpan(0, count), _values.AsSpan(0, count), _qualities.AsSpan(0, count), _arrivalTicks.AsSpan(0, count));

    internal void Clear() => Count = 0;

    internal void Set(int place, in Sample<double> sample)
    {
        _ticks[place] = sample.Ticks;
        _values[place] = sample.Value;
        _qualities[place] = sample.Quality;
        _arrivalTicks[place] = sample.ArrivalTicks;
    }

    /// <summary>Puts a sample in its place among those from a first one on, which are sorted.</summary>
    internal void Insert(int place, in Sample<double> sample)
    {
        for (var i = Count; i > place; i--)
        {
            _ticks[i] = _ticks[i - 1];
            _values[i] = _values[i - 1];
            _qualities[i] = _qualities[i - 1];
            _arrivalTicks[i] = _arrivalTicks[i - 1];
        }

        Set(place, sample);
        Count++;
    }

    /// <summary>
    /// Appends the ordinary samples at the front of a block: Good, a number, each newer than the one before and not too far ahead of its arrival.
    /// </summary>
    /// <param name="block">The samples, no more than there is room for.</param>
    /// <param name="after">What the first must be newer than.</param>
    /// <param name="maxAhead">How many ticks an event time may be after its arrival.</param>
    /// <returns>How many they were.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal int Append(SampleBlock block, long after, long maxAhead)
    {
        if (block.Length == 0 || !IsOrdinary(block, 0, after, maxAhead))
            return 0;
        ref var ticks = ref MemoryMarshal.GetReference(block.Ticks);
        ref var values = ref MemoryMarshal.GetReference(block.Values);
        ref var arrivals = ref MemoryMarshal.GetReference(block.ArrivalTicks);
        ref var qualities = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<Quality, uint>(block.Qualities));
        var (start, limit, good) = (Count, Vector256.Create(maxAhead), Vector128.Create((uint)QualityLevel.Good));
        ref var ticksHere = ref _ticks[start];
        ref var valuesHere = ref _values[start];
        ref var arrivalsHere = ref _arrivalTicks[start];
        ref var qualitiesHere = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<Quality, uint>(_qualities.AsSpan(start)));
        Set(start, block[0]);
        var i = 1;
        for (; i <= block.Length - Vector256<long>.Count; i += Vector256<long>.Count)
        {
            var time = Vector256.LoadUnsafe(ref ticks, (nuint)i);
            var value = Vector256.LoadUnsafe(ref values, (nuint)i);
            var arrival = Vector256.LoadUnsafe(ref arrivals, (nuint)i);
            var quality = Vector128.LoadUnsafe(ref qualities, (nuint)i);
            time.StoreUnsafe(ref ticksHere, (nuint)i);
            value.StoreUnsafe(ref valuesHere, (nuint)i);
            arrival.StoreUnsafe(ref arrivalsHere, (nuint)i);
            quality.StoreUnsafe(ref qualitiesHere, (nuint)i);
            var isOrdinary = Vector256.GreaterThan(time, Vector256.LoadUnsafe(ref ticks, (nuint)i - 1))
                & Vector256.Equals(value - value, Vector256<double>.Zero).AsInt64()
                & ~Vector256.GreaterThan(time - arrival, limit);
            var mask = isOrdinary.ExtractMostSignificantBits() & Vector128.Equals(quality >>> 30, good).ExtractMostSignificantBits();
            if (mask == 0b1111)
                continue;
            i += BitOperations.TrailingZeroCount(~mask);
            Count += i;
            return i;
        }

        for (; i < block.Length && IsOrdinary(block, i, block.Ticks[i - 1], maxAhead); i++)
            Set(start + i, block[i]);
        Count += i;
        return i;
    }

    private static bool IsOrdinary(SampleBlock block, int i, long after, long maxAhead) =>
        block.Ticks[i] > after && block.Qualities[i].IsGood && double.IsFinite(block.Values[i]) && block.Ticks[i] - block.ArrivalTicks[i] <= maxAhead;
}
