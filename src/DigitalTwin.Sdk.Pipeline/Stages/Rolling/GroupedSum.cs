using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// A running sum that adds in groups of four in an order which both one number at a time and a vector of four can follow, so that both
/// give the same bits; in a vector only one addition of four waits for the one before it.
/// </summary>
/// <remarks>The order within a group is that of a parallel prefix sum (Sklansky 1960): pairs, then pairs of pairs.</remarks>
internal struct GroupedSum
{
    internal const int GroupSize = 4;

    // The sum at the end of the last whole group, and the numbers since.
    private double _base;
    private double _first;
    private double _second;
    private double _third;
    private int _place;

    internal double Value { get; private set; }

    /// <summary>Whether the next number begins a group.</summary>
    internal readonly bool IsAtGroup => _place == 0;

    /// <summary>Starts anew, with a group.</summary>
    internal void Set(double value) => (_base, Value, _place) = (value, value, 0);

    internal void Add(double number)
    {
        // Zero has one sign here, as it has in the vector, into which zeros are shifted.
        number += 0.0;
        switch (_place)
        {
            case 0:
                _first = number;
                Value = _base + number;
                break;
            case 1:
                _second = number;
                Value = _base + (_first + number);
                break;
            case 2:
                _third = number;
                Value = _base + ((_first + _second) + number);
                break;
            default:
                Value = _base += (_first + _second) + (_third + number);
                break;
        }

        _place = (_place + 1) % GroupSize;
    }

    /// <summary>The sums of the numbers of one group up to each, without what came before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<double> Within(Vector256<double> numbers)
    {
        // Pairs first, then the sum of the first pair to both of the second. Where the mask is 0, so is the number.
        var pairs = numbers + (Vector256.Create(0, -1L, 0, -1).AsDouble() & Vector256.Shuffle(numbers, Vector256.Create(0, 0, 2, 2L)));
        var first = pairs.GetLower();
        return pairs + Vector256.Create(Vector128<double>.Zero, Vector128.Shuffle(first, Vector128.Create(1, 1L)));
    }

    internal readonly void Save(StateWriter writer)
    {
        writer.Write((_base, Value));
        writer.Write((_first, _second, _third));
        writer.Write(_place);
    }

    internal void Restore(StateReader reader)
    {
        (_base, Value) = reader.Read<(double, double)>();
        (_first, _second, _third) = reader.Read<(double, double, double)>();
        _place = reader.ReadIndex(GroupSize);
    }
}
