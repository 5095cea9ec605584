using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DigitalTwin.Sdk;

/// <summary>
/// What waits in a subscriber's ring: a reported number in one cache line, with its <see cref="ChangeOrigin"/> beside; or nothing, with any
/// other event as a boxed <see cref="TwinChange"/> beside. A number names its twin and its property by index, because storing a
/// reference costs the writer more.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct FeedEntry
{
    /// <summary>Value of <see cref="Definition"/> if what is carried beside is the whole event.</summary>
    internal const int Boxed = -1;

    internal long Bits;
    internal long OldBits;
    internal long Ticks;
    internal long ArrivalTicks;
    internal long Revision;
    internal Quality Quality;
    internal Quality OldQuality;

    /// <summary>The twin's row in its lane.</summary>
    internal int Row;

    /// <summary>The property's <see cref="PropertyDefinition.Number"/>.</summary>
    internal int Definition;

    /// <summary>Stores a whole number's entry, by two wide stores: the line may have to come from another core first, and while it does stores queue up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Set(PropertyDefinition definition, int row, long revision, long oldBits, Quality oldQuality, in Cell value)
    {
        ref var line = ref Unsafe.As<FeedEntry, long>(ref this);
        Vector256.Create(value.Bits, oldBits, value.Ticks, value.ArrivalTicks).StoreUnsafe(ref line);
        Vector256.Create(revision, Pair((uint)value.Quality, (uint)oldQuality), Pair((uint)row, (uint)definition.Number), 0).StoreUnsafe(ref line, 4);
    }

    /// <summary>Copies a whole entry likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Set(in FeedEntry other)
    {
        ref var line = ref Unsafe.As<FeedEntry, long>(ref this);
        ref var source = ref Unsafe.As<FeedEntry, long>(ref Unsafe.AsRef(in other));
        Vector256.LoadUnsafe(ref source).StoreUnsafe(ref line);
        Vector256.LoadUnsafe(ref source, 4).StoreUnsafe(ref line, 4);
    }

    /// <summary>The event as subscribers see it.</summary>
    /// <param name="lane">The lane that it comes from.</param>
    /// <param name="carried">What was beside it in the ring.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly TwinChange ToChange(Lane lane, object carried)
    {
        if (Definition == Boxed)
            return (TwinChange)carried;
        var change = new PropertyChange(lane.Feed.DefinitionOf(Definition), OldBits, Bits, Ticks, ArrivalTicks, OldQuality, Quality);
        return new TwinChange(lane.TwinEverAt(Row), TwinChangeKind.Updated, Revision, ArrivalTicks, Unsafe.As<ChangeOrigin>(carried), change);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Pair(uint low, uint high) => (long)(low | ((ulong)high << 32));
}
