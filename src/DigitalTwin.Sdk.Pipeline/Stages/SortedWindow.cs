using System.Diagnostics;

namespace DigitalTwin.Sdk;

/// <summary>
/// The last n numbers, kept both in order of coming and sorted, for a running median and median absolute deviation. Adding moves
/// at most n numbers; the deviation is read off the sorted window without a second sort. Also compiled into the Analytics package.
/// </summary>
internal struct SortedWindow(int capacity)
{
    // Ring in order of coming; _next is the oldest number once the window is full.
    private readonly double[] _ring = new double[capacity];
    private readonly double[] _sorted = new double[capacity];
    private int _next;

    /// <summary>How many numbers there are, at most the capacity.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there are as many numbers as the window holds.</summary>
    public readonly bool IsFull => Count == _ring.Length;

    /// <summary>Adds a finite number; the oldest leaves when the window is full.</summary>
    public void Add(double value)
    {
        Debug.Assert(double.IsFinite(value), "only finite numbers have a place in the order");
        var last = Count;
        var hole = Count;
        if (IsFull)
        {
            last = Count - 1;
            hole = Array.BinarySearch(_sorted, 0, Count, _ring[_next]);
            Debug.Assert(hole >= 0, "what is in the ring is in the sorted window");
        }
        else
        {
            Count++;
        }

        // Close the hole from the side on which the new number belongs.
        while (hole > 0 && _sorted[hole - 1] > value)
            _sorted[hole] = _sorted[--hole];
        while (hole < last && _sorted[hole + 1] < value)
            _sorted[hole] = _sorted[++hole];
        _sorted[hole] = value;

        _ring[_next] = value;
        _next = _next + 1 == _ring.Length ? 0 : _next + 1;
    }

    /// <summary>Empties the window.</summary>
    public void Clear() => (Count, _next) = (0, 0);

    /// <summary>Copies the numbers in order of coming, oldest first.</summary>
    public readonly void CopyTo(Span<double> numbers)
    {
        var oldest = IsFull ? _next : 0;
        _ring.AsSpan(oldest, Count - oldest).CopyTo(numbers);
        _ring.AsSpan(0, oldest).CopyTo(numbers[(Count - oldest)..]);
    }

    /// <summary>The median; of an even count, the mean of the two in the middle. Needs at least one number.</summary>
    public readonly double Median()
    {
        Debug.Assert(Count > 0, "an empty window has no median");
        var upper = Count / 2;
        return Count % 2 == 1 ? _sorted[upper] : Mean(_sorted[upper - 1], _sorted[upper]);
    }

    /// <summary>The median of the distances from a centre, which must be the window's median.</summary>
    public readonly double MedianDistance(double centre)
    {
        // Distances grow outwards from the centre on both sides: merge the two sides until the middle rank is reached.
        var left = (Count - 1) / 2;
        var right = left + 1;
        var rank = Count / 2;
        double distance = 0, before = 0;
        for (var i = 0; i <= rank; i++)
        {
            before = distance;
            var toLeft = left >= 0 ? centre - _sorted[left] : double.PositiveInfinity;
            var toRight = right < Count ? _sorted[right] - centre : double.PositiveInfinity;
            if (toLeft <= toRight)
            {
                distance = toLeft;
                left--;
            }
            else
            {
                distance = toRight;
                right++;
            }
        }

        return Count % 2 == 1 ? distance : Mean(before, distance);
    }

    /// <summary>The numbers in order of coming and the place of the next, as plain values; the sorted window follows from them.</summary>
    public readonly (int Count, int Next) State => (Count, _next);

    /// <summary>The ring in which the numbers lie.</summary>
    public readonly ReadOnlySpan<double> Ring => _ring;

    /// <summary>Takes over what another window of the same capacity holds.</summary>
    public void Restore(ReadOnlySpan<double> ring, int count, int next)
    {
        ring.CopyTo(_ring);
        (Count, _next) = (count, next);
        _ring.AsSpan(0, count).CopyTo(_sorted);
        Array.Sort(_sorted, 0, count);
    }

    // Halved first: the sum of two finite numbers may not be finite.
    private static double Mean(double a, double b) => (0.5 * a) + (0.5 * b);
}
