namespace DigitalTwin.Sdk;

/// <summary>
/// What waits in a subscriber's ring: a reported number in 80 bytes without a reference to its twin, so that queuing it costs the writer
/// little; or any other event as a boxed <see cref="TwinChange"/>.
/// </summary>
internal struct FeedEntry
{
    /// <summary>The property, for a number.</summary>
    internal PropertyDefinition? Definition;

    internal ChangeOrigin? Origin;

    /// <summary>A boxed <see cref="TwinChange"/>; null for a number.</summary>
    internal object? Boxed;

    internal long Bits;
    internal long OldBits;
    internal long Ticks;
    internal long ArrivalTicks;
    internal long Revision;
    internal Quality Quality;
    internal Quality OldQuality;
    internal TwinChangeKind Kind;

    /// <summary>The twin's row in its lane.</summary>
    internal int Row;

    /// <summary>The event as subscribers see it.</summary>
    internal readonly TwinChange ToChange(Lane lane)
    {
        if (Boxed is not null)
            return (TwinChange)Boxed;
        var change = new PropertyChange(Definition!, OldBits, Bits, Ticks, ArrivalTicks, OldQuality, Quality);
        return new TwinChange(lane.TwinEverAt(Row), Kind, Revision, ArrivalTicks, Origin!, change);
    }
}
