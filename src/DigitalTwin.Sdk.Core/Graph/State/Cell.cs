using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk;

/// <summary>The reported value of one property in 32 bytes, so that a write touches one cache line.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Cell
{
    /// <summary>The value, or nothing if it is a reference.</summary>
    internal long Bits;

    /// <summary>Event time, 100 ns UTC; 0 while there is no data.</summary>
    internal long Ticks;

    /// <summary>Arrival time, 100 ns UTC.</summary>
    internal long ArrivalTicks;

    /// <summary>Level and reasons.</summary>
    internal Quality Quality;

    /// <summary>How good the value was before it grew stale, packed as level bits; 0 if it is not stale.</summary>
    internal int StaleStage;

    /// <summary>Stores a fresh value by one wide store. While a line is on its way from memory stores queue up, and few places are there for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Replace(long bits, long ticks, long arrivalTicks, Quality quality) =>
        Vector256.Create(bits, ticks, arrivalTicks, (uint)quality).StoreUnsafe(ref Bits);
}
